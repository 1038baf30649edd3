"""What all sections of a stack file share."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Model(BaseModel):
    """Strict, frozen, no unknown keys; camelCase in the file. Plain values only: secrets have keys of their own."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid", alias_generator=to_camel)
