"""Tables keep their meaning when a phone shows rows as cards."""

from pathlib import Path

from lxml import html as lxml_html
from tables import with_labelled_cells

from tests.guide import addresses, html_of

TABLE = (
    '<table>\n<thead>\n<tr>\n<th>Card &amp; kind</th>\n<th style="text-align: left;">Ends<sup id="fnref:a">1</sup></th>\n</tr>\n</thead>\n'
    '<tbody>\n<tr>\n<td>giffgaff</td>\n<td style="text-align: left;">6 months</td>\n</tr>\n</tbody>\n</table>'
)


def test_cells_know_their_column() -> None:
    built = with_labelled_cells(TABLE)
    assert '<td role="cell" data-label="Card &amp; kind">giffgaff</td>' in built
    assert '<td role="cell" data-label="Ends" style="text-align: left;">6 months</td>' in built
    assert built.count('role="columnheader" scope="col"') == 2
    assert built.count('role="row"') == 2
    assert built.count('<thead role="rowgroup">') == built.count("</thead>") == 1


def test_text_without_a_table_stays_as_it_is() -> None:
    assert with_labelled_cells("<p>x</p>") == "<p>x</p>"


def test_every_cell_of_the_guide_is_labelled(site: Path) -> None:
    cells = 0
    for address in addresses():
        tree = lxml_html.fromstring(html_of(site, address))
        for cell in tree.xpath("//article//td"):
            cells += 1
            assert cell.get("data-label"), f"{address}: {cell.text_content()[:40]}"
    assert cells > 200
