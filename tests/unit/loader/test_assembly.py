"""From parts to documents, whatever the order, the repeats and the deaths of the writer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.loader.assembly import ABANDON_AFTER, Assembler
from services.loader.document_rows import DocumentRows
from shared.errors import ContractError
from shared.events.topics import RecordBatch
from tests.contract.warehouse.documents import ACCEPTED_0, QUARANTINED_0, document_id, line, place, rows
from tests.unit.loader.batches import batches


def take(assembler: Assembler, parts: list[RecordBatch], start: int = 0) -> list[DocumentRows]:
    """Add batches at successive offsets and finish what is whole."""
    whole = []
    for offset, batch in enumerate(parts, start=start):
        document = assembler.add(batch, place(offset))
        if document is not None:
            assembler.finish(batch, place(offset))
            whole.append(document)
    return whole


def test_a_document_is_given_with_its_last_part_and_not_before() -> None:
    assembler = Assembler()
    one, two, three = batches(rows())
    assert take(assembler, [one, two]) == []
    assert assembler.watermarks() == {ACCEPTED_0: 0}
    assert assembler.oldest() == place(0).recorded_at
    assert take(assembler, [three], 2) == [rows()]
    assert assembler.watermarks() == {}
    assert assembler.oldest() is None


@given(
    data=st.data(),
    sizes=st.lists(st.integers(1, 4), min_size=1, max_size=5),
)
def test_interleaved_and_repeated_parts_in_any_order_give_every_document(
    data: st.DataObject, sizes: list[int]
) -> None:
    """Repeats come after the original, at once or after the document is whole; in the end nothing is held back."""
    documents = [rows(str(n)) for n in range(len(sizes))]
    parts = [
        batch for document, size in zip(documents, sizes, strict=True) for batch in batches(document, size)
    ]
    order = data.draw(st.permutations(parts))
    for repeated in data.draw(st.lists(st.sampled_from(parts), max_size=4)):
        first = order.index(repeated)
        order.insert(data.draw(st.integers(first + 1, len(order))), repeated)
    assembler = Assembler()
    whole = take(assembler, order)
    assert {document.document.document_id: document for document in whole} == {
        document.document.document_id: document for document in documents
    }
    assembler.abandon(place(len(order) + ABANDON_AFTER))
    assert assembler.watermarks() == {}


def test_the_next_offset_is_below_the_oldest_part_of_another_open_document() -> None:
    assembler = Assembler()
    first, second = batches(rows("first"), 2), batches(rows("second"), 2)
    take(assembler, [first[0], second[0]])
    assert assembler.add(second[1], place(2)) is not None
    assert assembler.next_offset(second[1], place(2)) == 0
    assembler.finish(second[1], place(2))
    assert assembler.watermarks() == {ACCEPTED_0: 0}
    assert assembler.add(first[1], place(3)) is not None
    assert assembler.next_offset(first[1], place(3)) == 4


def test_a_document_stays_open_until_its_loading_has_succeeded() -> None:
    assembler = Assembler()
    one, two = batches(rows(), 2)
    assembler.add(one, place(0))
    assert assembler.add(two, place(1)) == rows()
    assert assembler.watermarks() == {ACCEPTED_0: 0}
    assert assembler.add(two, place(1)) == rows()


def test_a_repeated_part_takes_the_place_of_the_former() -> None:
    """A validator died half-way; the same version says something else after its rules were changed under it."""
    before, after = rows(lines=(line(1, "1.00"), line(2))), rows(lines=(line(1, "2.00"), line(2)))
    whole = take(Assembler(), [batches(before, 2)[0], *batches(after, 2)])
    assert whole == [after]


def test_runs_of_two_versions_are_never_mixed_and_the_beginning_that_nobody_continues_is_dropped() -> None:
    assembler = Assembler()
    old, new = batches(rows(), 2), batches(rows(validator_version="2"), 3)
    assert take(assembler, [old[0], new[0], new[1]]) == []
    assert take(assembler, [new[2]], 3) == [rows(validator_version="2")]
    assert assembler.watermarks() == {}


def test_a_run_that_began_after_the_whole_one_stays_open() -> None:
    assembler = Assembler()
    first, second = batches(rows(), 2), batches(rows(validator_version="2"), 2)
    assert take(assembler, [first[0], second[0], first[1]]) == [rows()]
    assert assembler.watermarks() == {ACCEPTED_0: 1}
    assert take(assembler, [second[1]], 3) == [rows(validator_version="2")]


def test_the_same_document_in_two_partitions_is_two_runs() -> None:
    assembler = Assembler()
    one, two = batches(rows(), 2)
    assembler.add(one, place(0, ACCEPTED_0))
    assert assembler.add(two, place(0, QUARANTINED_0)) is None
    assert assembler.watermarks() == {ACCEPTED_0: 0, QUARANTINED_0: 0}


def test_without_repeats_nothing_is_held_back_at_the_end() -> None:
    assembler = Assembler()
    parts = [batch for name in ("one", "two", "three") for batch in batches(rows(name), 3)]
    assert len(take(assembler, parts[::-1])) == 3
    assert assembler.watermarks() == {}


def test_a_single_part_that_is_repeated_holds_its_partition_back_for_a_while_at_most() -> None:
    """Whether more is to come of it cannot be known; that a document is lost must not be risked."""
    assembler = Assembler()
    parts = batches(rows(), 2)
    take(assembler, [*parts, parts[1]])
    assert assembler.watermarks() == {ACCEPTED_0: 2}
    (left,) = assembler.abandon(place(3 + ABANDON_AFTER))
    assert left.parts_missing == 1
    assert assembler.watermarks() == {}


def test_a_beginning_is_abandoned_when_its_partition_has_gone_on_for_long() -> None:
    assembler = Assembler()
    assembler.add(batches(rows())[0], place(5))
    assert assembler.abandon(place(5 + ABANDON_AFTER)) == ()
    assert assembler.abandon(place(10**9, QUARANTINED_0)) == ()
    (left,) = assembler.abandon(place(6 + ABANDON_AFTER))
    assert (left.document_id, left.first.offset, left.parts_missing) == (document_id("one"), 5, 2)
    assert assembler.watermarks() == {}


def test_a_beginning_that_is_repeated_late_is_not_abandoned_before_its_end_comes() -> None:
    """A validator that waited out a log that was away says everything again, however far the others have gone on."""
    assembler = Assembler()
    first, *rest = batches(rows())
    assembler.add(first, place(0))
    late = ABANDON_AFTER - 1
    assert assembler.add(first, place(late)) is None
    assert assembler.abandon(place(late + 2)) == ()
    assert [assembler.add(part, place(late + 2 + n)) is not None for n, part in enumerate(rest)] == [
        False,
        True,
    ]


def test_what_is_given_up_or_forgotten_holds_nothing_back() -> None:
    assembler = Assembler()
    assembler.add(batches(rows("one"))[0], place(0))
    assembler.add(batches(rows("two"))[0], place(1))
    assembler.add(batches(rows("three"))[0], place(0, QUARANTINED_0))
    assembler.give_up(document_id("one"), ACCEPTED_0)
    assert assembler.watermarks() == {ACCEPTED_0: 1, QUARANTINED_0: 0}
    assembler.forget([ACCEPTED_0])
    assert assembler.watermarks() == {QUARANTINED_0: 0}


@pytest.mark.parametrize(("part", "parts"), [(3, 3), (-1, 2), (0, 0)])
def test_a_part_that_cannot_be_is_refused(part: int, parts: int) -> None:
    assembler = Assembler()
    batch = batches(rows(), 1)[0].model_copy(update={"part": part, "parts": parts})
    with pytest.raises(ContractError, match=f"there cannot be a part {part} of {parts}"):
        assembler.add(batch, place(0))
    assert assembler.watermarks() == {}
