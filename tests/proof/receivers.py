"""A store that remote write ends in: who may write is another's decision, what it answers is the test's."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tests.proof.authorities import Answer, Request

RETRY_AFTER_SECONDS = 1
RETRIED_LATER = (429, 503)


@dataclass
class Receiver:
    """Answers each new batch with the next status of the script, and 200 when the same batch comes again."""

    refuse: Callable[[Request], str | None] = lambda _: None
    """Why the request is not authorised; None where it is."""
    script: list[int] = field(default_factory=list)
    batches: dict[str, list[int]] = field(default_factory=dict)
    """Statuses that each batch got, in their order."""

    def __call__(self, request: Request) -> Answer:
        if reason := self.refuse(request):
            return Answer(403, reason=reason)
        statuses = self.batches.setdefault(hashlib.sha256(request.body).hexdigest(), [])
        statuses.append(200 if statuses or not self.script else self.script.pop(0))
        later = {"Retry-After": str(RETRY_AFTER_SECONDS)} if statuses[-1] in RETRIED_LATER else {}
        return Answer(statuses[-1], headers=later)

    def answers_to(self, first: int) -> list[list[int]]:
        """All statuses of the batches whose first one this is."""
        return [statuses for statuses in self.batches.values() if statuses[0] == first]

    @property
    def done(self) -> bool:
        """Whether the script is at its end and batches after it have arrived."""
        return not self.script and len(self.answers_to(200)) > 1


def nobody(_: Request) -> str | None:
    """Refuses nobody."""
    return None


def first(texts: Iterable[str | None]) -> str | None:
    """The first reason there is."""
    return next((text for text in texts if text), None)
