"""One distribution a file; `simfunnel.variates.registry` lists them."""
