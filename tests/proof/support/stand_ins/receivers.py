"""A store that remote write ends in: who may write is another's decision, what it answers is the test's."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.proof.support.stand_ins.authorities import Answer, Request

RETRY_AFTER_SECONDS = 1
ASKED_TO_WAIT = (429,)


@dataclass
class Receiver:
    """Answers each new batch with the next status of the script, and 200 when the same batch comes again."""

    refuse: Callable[[Request], str | None] = lambda _: None
    """Why the request is not authorised; None where it is."""
    script: list[int] = field(default_factory=list)
    batches: dict[str, list[int]] = field(default_factory=dict)
    """Statuses that each batch got, in their order."""
    waits: list[float] = field(default_factory=list)
    """Seconds that batches which were asked to come later stayed away."""
    _asked: dict[str, float] = field(default_factory=dict)

    def __call__(self, request: Request) -> Answer:
        if reason := self.refuse(request):
            return Answer(403, reason.encode(), reason=reason)
        batch = hashlib.sha256(request.body).hexdigest()
        if batch in self._asked:
            self.waits.append(time.monotonic() - self._asked.pop(batch))
        statuses = self.batches.setdefault(batch, [])
        statuses.append(200 if statuses or not self.script else self.script.pop(0))
        if statuses[-1] not in ASKED_TO_WAIT:
            return Answer(statuses[-1])
        self._asked[batch] = time.monotonic()
        return Answer(statuses[-1], headers={"Retry-After": str(RETRY_AFTER_SECONDS)})

    def answers_to(self, first: int) -> list[list[int]]:
        """All statuses of the batches whose first one this is."""
        return [statuses for statuses in self.batches.values() if statuses[0] == first]

    @property
    def done(self) -> bool:
        """Whether the script is at its end and batches after it have arrived."""
        return not self.script and len(self.answers_to(200)) > 1
