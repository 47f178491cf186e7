"""The run-time type checker of the test suite: beartype, for which an int is a float too, as everywhere in Python."""

from beartype import BeartypeConf, beartype

checked = beartype(conf=BeartypeConf(is_pep484_tower=True))
