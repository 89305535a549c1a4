"""Damaged PDFs, made by flipping, cutting and splicing: each is read, or refused with a reason, and none hangs.

`COPPERBOTTOM_FUZZ` says how many are tried (40 without it).
"""

from __future__ import annotations

import multiprocessing
import os
import random
from multiprocessing.connection import Connection

from pdf_pages import Sheet, Style, read, set_table

from extract.model import PaperError

COUNT = int(os.environ.get("COPPERBOTTOM_FUZZ", "40"))
SECONDS = 20
ROWS = [["", "2023/24 £m", "2024/25 £m"], *([f"Line {k}", f"{k}.5", f"({k}.25)"] for k in range(1, 20))]


def whole() -> list[bytes]:
    """Papers to damage: a ruled table over two pages, compressed and not; text drawn sideways."""
    made = []
    for compressed in (0, 1):
        sheet = Sheet()
        sheet.canvas.setPageCompression(compressed)
        set_table(sheet, 50, 100, 495, ROWS, Style(rules="grid"))
        sheet.next_page()
        set_table(sheet, 50, 100, 495, ROWS, Style(shading=True))
        made.append(sheet.pdf())
    sideways = Sheet((842, 595), sideways=True)
    set_table(sideways, 50, 100, 600, ROWS, Style())
    return [*made, sideways.pdf()]


def damaged(seed: int, papers: list[bytes]) -> bytes:
    """One of the papers, damaged in a way that the seed alone decides."""
    chance = random.Random(seed)
    data = bytearray(chance.choice(papers))
    for _ in range(chance.randint(1, 4)):
        kind = chance.choice(["flip", "flip", "cut", "splice", "repeat", "digits"])
        at, end = sorted(chance.randrange(1, max(len(data), 2)) for _ in range(2))
        if kind == "flip":
            for _ in range(chance.randint(1, 60)):
                data[chance.randrange(len(data))] = chance.randrange(256)
        elif kind == "cut":
            del data[at : min(end, at + 400)]
        elif kind == "splice":
            other = chance.choice(papers)
            begin = chance.randrange(len(other))
            data[at:at] = other[begin : begin + chance.randint(10, 2_000)]
        elif kind == "repeat":
            data[at:at] = data[at : min(end, at + 1_000)] * chance.randint(1, 20)
        else:
            places = [k for k, byte in enumerate(data) if 48 <= byte <= 57]
            for k in chance.sample(places, min(len(places), 8)):
                data[k] = chance.choice(b"0123456789-")
        if len(data) < 10:
            break
    if chance.random() < 0.2:
        del data[chance.randrange(len(data)) :]
    return bytes(data)


def read_all(answers: Connection) -> None:
    """Read damaged papers one after the other, in a process that a crash may end."""
    papers = whole()
    for seed in range(COUNT):
        try:
            outcome = f"read {read(damaged(seed, papers)).pages} pages"
        except PaperError as error:
            outcome = f"refused: {error.reason}"
        except Exception as error:
            outcome = f"failed: {type(error).__name__}: {error}"
        answers.send((seed, outcome))
    answers.close()


def test_damaged_papers_are_read_or_refused() -> None:
    here, there = multiprocessing.get_context("fork").Pipe(duplex=False)
    worker = multiprocessing.get_context("fork").Process(target=read_all, args=(there,), daemon=True)
    worker.start()
    there.close()
    outcomes: list[str] = []
    try:
        while len(outcomes) < COUNT:
            assert here.poll(SECONDS), f"seed {len(outcomes)} hangs"
            seed, outcome = here.recv()
            assert not outcome.startswith("failed"), f"seed {seed}: {outcome}"
            outcomes.append(outcome)
    except EOFError:
        raise AssertionError(f"seed {len(outcomes)} ended its process") from None
    finally:
        worker.kill()
    assert any(outcome.startswith("read") for outcome in outcomes)
    assert any(outcome.startswith("refused") for outcome in outcomes)
