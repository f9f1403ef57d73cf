"""The text of one XML part of a document, as a stream: no more than a page of it is in memory."""

from collections.abc import Iterator
from typing import IO
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.expatreader import create_parser

CHUNK = 64 * 1024
MICROSOFT = frozenset({"t"})  # the elements whose text people read
ENDS_LINE = {"p", "h"}
BREAKS_LINE = {"br", "line-break", "cr"}
SPACES = {"tab", "s"}
BREAKS_PAGE = {"lastRenderedPageBreak", "soft-page-break"}
ENDS_PAGE = {"page"}  # a slide of OpenDocument


class _Listener(ContentHandler):
    """Puts together what the parser tells of; pages that are complete wait in `pages`."""

    def __init__(self, texts: frozenset[str] | set[str]) -> None:
        super().__init__()
        self.texts, self.inside = texts, 0
        self.page: list[str] = []
        self.pages: list[str] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        name = name.rpartition(":")[2]
        self.inside += name in self.texts
        if name in BREAKS_PAGE or (name == "br" and attrs.get("w:type") == "page"):
            self.end_page()
        elif name in BREAKS_LINE:
            self.page.append("\n")
        elif name in SPACES:
            self.page.append(" ")

    def endElement(self, name: str) -> None:  # noqa: N802
        name = name.rpartition(":")[2]
        self.inside -= name in self.texts
        if name in ENDS_LINE:
            self.page.append("\n")
        if name in ENDS_PAGE:
            self.end_page()

    def characters(self, content: str) -> None:
        if self.inside:
            self.page.append(content)

    def end_page(self) -> None:
        self.pages.append("".join(self.page))
        self.page = []

    def taken(self) -> list[str]:
        taken, self.pages = self.pages, []
        return taken


def pages_in(part: IO[bytes], *, texts: frozenset[str] | set[str] = MICROSOFT) -> Iterator[str]:
    """The text inside of the elements `texts`, cut where the part says that a page ends.

    Entities and document types are refused; what no page end closes comes at the end.
    """
    listener = _Listener(texts)
    parser = create_parser(forbid_dtd=True)
    parser.setContentHandler(listener)
    while chunk := part.read(CHUNK):
        parser.feed(chunk)
        yield from listener.taken()
    parser.close()
    listener.end_page()
    yield from (page for page in listener.taken() if page.strip())
