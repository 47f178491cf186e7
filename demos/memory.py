"""Giving freed memory back to the machine.

glibc keeps the memory of freed blocks that it cut from its heaps, and lets that threshold rise with every large block
that is freed. A server that sends answers of a megabyte from many threads then grows for hours although nothing is
leaked (measured: 30 visitors, +50 % in three minutes; after `malloc_trim` all of it was back). A fixed threshold, above
which every block is its own mapping, and few heaps keep the process at its working size.
"""

import ctypes
import sys

_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # of mallopt(3)
LARGE_BYTES = 256 * 1024
HEAPS = 2


def return_freed_memory() -> bool:
    """Sets glibc's allocator so that large freed blocks leave the process; false where there is no glibc to set."""
    if not sys.platform.startswith("linux"):
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is None:
        return False
    return bool(mallopt(_M_MMAP_THRESHOLD, LARGE_BYTES)) and bool(mallopt(_M_ARENA_MAX, HEAPS))
