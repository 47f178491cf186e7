"""The pages, and which of them the application has: a page is listed when at least one of its tasks is built."""

from demos.catalogue import ENTRIES, Page
from demos.marks import is_built


def listed_pages() -> tuple[Page, ...]:
    """The pages that answer, in order; Home and Models always do."""
    built = {each.page for each in ENTRIES if is_built(each)}
    return tuple(page for page in Page if page in built or page in (Page.HOME, Page.MODELS))
