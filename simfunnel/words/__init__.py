"""What people read: every sentence is said through here, so that it can be said in their language.

The English sentence stands where it is needed and is itself the key; `simfunnel.pot` beside this
file is the catalogue of all of them, gathered from the source. This room knows nothing else.
"""

from __future__ import annotations

from simfunnel.words.lists import listed
from simfunnel.words.speech import language, language_of_words, mark, say, say_n, speaking

__all__ = ["language", "language_of_words", "listed", "mark", "say", "say_n", "speaking"]
