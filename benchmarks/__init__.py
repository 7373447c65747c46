"""What is claimed about speed, memory and truth, measured beside the same work done by hand.

Run it with `python -m benchmarks` (or `make bench`). Every figure is CPU time or memory of one
run on one machine and stands beside an alternative measured in the same run, because a number of
seconds alone says more about the machine than about the program.

`python -m benchmarks.theory` (or `make theory`) holds the simulation against every case that has
a closed form: queues, impatience, priorities, networks, chains, gates.
"""
