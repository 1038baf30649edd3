"""The page on the sandbox: what is refused, on whose word, and what is not."""

import re

from sandbox.providers import PACKAGES
from sandbox.reachability.rules import RULES as REACHABLE
from sandbox.rules import Rule, Table

CLOUDS = {"azure-native": "Azure", "aws": "AWS", "kubernetes": "Kubernetes"}

INTRODUCTION = """# Sandbox

`make demo` and the engine tests run the real Pulumi engine on simulated clouds. They say no where the real ones do, in
the real ones' words where those are known. What exists before a stack, and what others in its networks use, is a file:
`sandbox/world.yaml`, or the one that `--world` names.

## On whose word

1. **The installed SDKs.** Every property of a resource has to be one that the SDK's type has, of the annotated type and
   of its enumeration, and what the type requires has to be there. This is asked in previews, too.
2. **The vendors' own models.** Values of AWS meet the service models of botocore, IAM documents meet parliament, and
   custom resources meet the schemas of their definitions. None of their patterns and limits is typed again here.
3. **Rows.** What only the clouds know is a table of named rows, each with its source, each broken by a test. They are
   asked when something is created, changed or deleted, and a refusal ends in the name of its row.
"""

REACHABILITY = """
## Reachability

After every step, and before it is kept, an oracle answers what a host is from a network: an open door, a closed door
(reached, and refused), or nothing. On Azure it follows private link scopes, private endpoints, their DNS records, zones
and links; on AWS interface endpoints with private DNS and their security groups. Asked for are the hosts that others in
a network use (`hosts` in the world), and those that what runs on a cluster names: URLs in values of charts and storage
accounts in files that workloads mount, both from the cluster's `network`.
"""

GAPS = """
## What is not refused

- **Time.** A step is done at once: no role takes half an hour to apply, no DNS record is cached, no pod starts. Steps
  that the program does not order run in any order, so a mistake in the order may pass by chance.
- **What needs the account**: quotas, rights of whoever deploys, locks, policies, provider registrations, and whether an
  image, a chart or a name of the public DNS exists.
- **What runs in a cluster**: charts are not rendered, admission webhooks and CEL rules of definitions not asked, and
  a pod that never becomes ready is noticed only where it waits for its volume. The proof gives charts and objects to
  real programs.
- **The way of a packet** beyond names and doors: network security groups, firewalls, routes but for peerings, policies
  of VPC endpoints, custom DNS servers, IPv6; hosts other than those of Azure Monitor, Azure's blobs, Amazon Managed
  Prometheus and STS; and what calls from outside clusters, such as Azure Managed Grafana.
- **ARM's own schemas.** The SDK's enumerations find most of what they find; the rest is for the proof.
"""


def page() -> str:
    """The whole page."""
    clouds = {CLOUDS[package.name]: package.rules for package in PACKAGES if package.name in CLOUDS}
    tables = [_section(f"\n## Rows of {cloud}", table) for cloud, table in clouds.items()]
    return "\n".join([INTRODUCTION, *tables, REACHABILITY, _rows(REACHABLE), GAPS])


def _section(title: str, table: Table) -> str:
    return f"{title}\n\n{_rows(table)}"


def _rows(table: Table) -> str:
    head = ["| row | what is refused | on whose word | when |", "|---|---|---|---|"]
    return "\n".join([*head, *(_row(rule) for rule in table.rules)])


def _row(rule: Rule) -> str:
    source = re.sub(r"https://\S+?(?=:?(\s|$))", r"<\g<0>>", rule.source)
    types = ", ".join(f"`{type_.split(':')[-1]}`" for type_ in rule.types)
    steps = ", ".join(rule.steps)
    cells = (f"`{rule.name}`", rule.says, source, f"{steps} of {types}" if types else steps)
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
