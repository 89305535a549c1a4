"""A plain loop beside the collector: `listing_peer SITE MEETINGS FOLDER` asks for every list and the last papers.

No manners, no limits, no manifest: what the requests alone cost in one process.
"""

from __future__ import annotations

import sys
from pathlib import Path

import httpx
from lxml import etree


def main(site: str, meetings: int, folder: Path) -> None:
    """Ask for the list of meetings, for each meeting, and for the papers of the last one."""
    folder.mkdir(parents=True)
    service = f"{site}/mgWebService.asmx"
    with httpx.Client(trust_env=False) as client:
        client.get(f"{service}/GetMeetings?lCommitteeId=1&sFromDate=01/01/2000&sToDate=01/01/2100")
        answers = [client.get(f"{service}/GetMeeting?lMeetingId={number}") for number in range(1, meetings + 1)]
        for number, url in enumerate(etree.fromstring(answers[-1].content).iter("url")):
            (folder / f"{number}.pdf").write_bytes(client.get(url.text).content)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
