"""The page on the exports: what each output and each field of an endpoint is, and what it takes to use them."""

import ast
import inspect
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NotRequired, Union, get_args, get_origin

from components.contracts import endpoints, exports
from components.contracts.endpoints import KINDS, VERSION, exported
from components.contracts.exports import Exports

INTRODUCTION = f"""# Exports

What a stack offers to other stacks, to Grafana and to people, generated from the contracts that the program is checked
against (`components/contracts/`).

The names are an API. An output or a field that is here stays, with its type and its meaning; new ones may come, so a
reader passes over what it does not know. `version` of an endpoint, now {VERSION}, rises where a field goes or means
something else, and this program refuses one that is newer than itself.

Every backend has an endpoint, whoever has built the store, but those of the kind `remote-write`. Of somebody else's
Azure Monitor workspace it has the stack's own endpoint and rule, unless the backend says `rule: shared`.

`passwords` is a secret, as a whole; nothing else is.
"""

SOURCES = """An entry has the shape of Grafana's provisioning files
(<https://grafana.com/docs/grafana/latest/administration/provisioning/#data-sources>). What it asks for and cannot hold
is with whoever runs Grafana: for `basicAuth` the password of the entry's name in `passwords`, for Azure Monitor and AMP
an identity that may read. A store of another stack has its password there only. For `tlsAuthWithCACert` it is no
secret, but `secureJsonData.tlsCACert` is where Grafana reads it: the `certificateAuthority` of the entry's endpoint.
[A program that feeds them to a Grafana](../examples/consumer) is short.
"""

BY_HAND = """A Managed Grafana reaches a private store only through an endpoint of its own, which waits until the
store's owner approves it. `commands` finds it by the message of the request, and approves of nothing that says
anything else. Unconfirmed: whether an owner sees the message of a Grafana's request as of any other.
"""

READING = """## Reading one from another stack

A stack is named in full: `acme/prometheus-stack/hub` in Pulumi Cloud, with your organization; on a self-managed
backend (a bucket, a file) the organization is the word `organization`. Both stacks are in the same backend. Between
stacks of this program nothing is read by hand: `stack: organization/prometheus-stack/hub` beside a backend's `kind` is
all. Any other program does it so, here of a hub that has an `amp` and a `thanos`:

```python
hub = pulumi.StackReference("organization/prometheus-stack/hub")
amp = hub.require_output("endpoints")["amp"]
write_url, workspace = amp["writeUrl"], amp["workspaceArn"]
password = hub.require_output("passwords")["thanos"]  # stays a secret
```

```typescript
const hub = new pulumi.StackReference("organization/prometheus-stack/hub");
const writeUrl = hub.requireOutput("endpoints").apply(endpoints => endpoints.amp.writeUrl);
const password = hub.requireOutput("passwords").apply(passwords => passwords.thanos); // stays a secret
```

```yaml
resources:
  hub:
    type: pulumi:pulumi:StackReference
    properties: {name: organization/prometheus-stack/hub}
outputs:
  writeUrl: ${hub.outputs["endpoints"]["amp"]["writeUrl"]}
  password: ${hub.outputs["passwords"]["thanos"]}
```

Values are those of the last `up` there. A reader sees a change when it runs itself, and its preview shows it.
"""

RIGHTS = """## What a spoke's deployer has to be allowed

On the hub's side, beside everything on its own. Nothing of this has met a live cloud.
"""

# Rights of ARM: https://learn.microsoft.com/azure/role-based-access-control/permissions/monitor; of AMP:
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonmanagedserviceforprometheus.html
ON_THE_HUB = {
    "any, by `stack`": "to read the hub's state: the stack in Pulumi Cloud, or the backend's bucket",
    "Azure Monitor, by `stack`": "`Microsoft.Monitor/accounts/read` on the workspace, which the spoke's own rule names "
    "as its destination. Unconfirmed: whether Azure asks for more where it is in another subscription",
    "Azure Monitor, by `stack` with `rule: shared`": "`Microsoft.Authorization/roleAssignments/write` on the hub's "
    "rule, where the spoke's writer becomes Monitoring Metrics Publisher; `/read` and `/delete` for what follows",
    "Azure Monitor, by `workspaceId`": "the same read, which the look-up needs too",
    "AMP, by `stack`": "nothing. In another account the hub names the spoke's in `sharedWith`",
    "AMP, by `workspace`": "`aps:DescribeWorkspace` in its own account. In another one nothing: a resource policy "
    "there has to let this account write",
    "Thanos, by `stack`": "nothing but to read `passwords`, which takes the hub's secrets provider",
}

REMARKS = """- For `rule: shared`, Role Based Access Control Administrator on the rule is enough, with a condition that
  allows no role but Monitoring Metrics Publisher (`3913510d-42f4-4e42-8a64-420c390055eb`).
- The secrets provider of a stack is a passphrase (which reader and hub then share, because a run has one), a key of a
  cloud (the reader may decrypt with it), or Pulumi Cloud. With another passphrase all outputs were read but
  `passwords`, which came as an empty value and not as an error (Pulumi 3.259): this program says so, others have to
  look.
- A hub's state holds all that the hub has built, not only its outputs. Who may read it in a bucket reads that too,
  secrets excepted.
- Who queries needs rights of its own: Monitoring Data Reader on the Azure Monitor workspace, `aps:QueryMetrics`,
  `aps:GetSeries`, `aps:GetLabels` and `aps:GetMetricMetadata` on the AMP workspace.
"""


def page() -> str:
    """The whole page."""
    outputs = meanings(inspect.getsource(exports))[Exports.__name__]
    kinds = [_table(f"An endpoint of the kind `{kind}`", _fields(contract)) for kind, contract in KINDS.items()]
    rows = [(name, _type(hint), outputs[name]) for name, hint in Exports.__annotations__.items()]
    rights = _rows(("store", "on the hub"), ON_THE_HUB.items())
    return "\n".join(
        [INTRODUCTION, _table("Outputs", rows), SOURCES, BY_HAND, *kinds, READING, RIGHTS, rights, REMARKS]
    )


def meanings(source: str) -> dict[str, dict[str, str]]:
    """The docstrings under names of a module: by class, with what it inherits, and name; the module itself is ""."""
    tree = ast.parse(source)
    found = {"": dict(_documented(tree.body))}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            bases = [found.get(base.id, {}) for base in node.bases if isinstance(base, ast.Name)]
            found[node.name] = {**dict(pair for base in bases for pair in base.items()), **dict(_documented(node.body))}
    return found


def _documented(body: list[ast.stmt]) -> Iterator[tuple[str, str]]:
    for statement, next_ in pairwise(body):
        match statement, next_:
            case (
                ast.AnnAssign(target=ast.Name(name)) | ast.Assign(targets=[ast.Name(name)]),
                ast.Expr(value=ast.Constant(value=str(said))),
            ):
                yield name, " ".join(said.split())
            case _:
                pass


def _fields(contract: type[Any]) -> list[tuple[str, str, str]]:
    """Rows of an endpoint, under the names that it is exported with."""
    said = meanings(inspect.getsource(endpoints))
    stated = said[contract.__name__]
    fields: Any = {field: (_type(hint), stated[field]) for field, hint in contract.__annotations__.items()}
    rows: dict[str, Any] = {**exported(fields), "version": ("number", said[""]["VERSION"])}
    return [(name, *row) for name, row in rows.items()]


def _type(hint: Any) -> str:
    """What a reader of the export gets; an input is resolved by then."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is NotRequired:
        return f"{_type(arguments[0])}, optional"
    if origin is Union:
        return _type(arguments[0])
    if origin is dict:
        return "object" if arguments[1] is Any else f"map of {_type(arguments[1])}s"
    if origin is list:
        return f"list of {_type(arguments[0])}s"
    return {str: "string"}[hint]


def _table(title: str, rows: list[tuple[str, str, str]]) -> str:
    escaped = ((f"`{name}`", type_, meaning.replace("|", r"\|")) for name, type_, meaning in rows)
    return "\n".join([f"## {title}", "", _rows(("name", "type", "meaning"), escaped)])


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    first, *rest = [f"| {' | '.join(cells)} |" for cells in (head, *rows)]
    return "\n".join([first, "|---" * len(head) + "|", *rest, ""])
