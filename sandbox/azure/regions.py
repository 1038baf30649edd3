"""Azure's regions by cloud, as ARM spells them (https://learn.microsoft.com/azure/reliability/regions-list)."""

_PUBLIC = """
australiacentral australiacentral2 australiaeast australiasoutheast austriaeast belgiumcentral brazilsouth
brazilsoutheast canadacentral canadaeast centralindia centralus chilecentral denmarkeast eastasia eastus eastus2
francecentral francesouth germanynorth germanywestcentral indonesiacentral israelcentral italynorth japaneast japanwest
jioindiacentral jioindiawest koreacentral koreasouth malaysiawest mexicocentral newzealandnorth northcentralus
northeurope norwayeast norwaywest polandcentral qatarcentral southafricanorth southafricawest southcentralus
southeastasia southindia spaincentral swedencentral swedensouth switzerlandnorth switzerlandwest uaecentral uaenorth
uksouth ukwest westcentralus westeurope westindia westus westus2 westus3
"""
REGIONS = {
    "public": frozenset(_PUBLIC.split()),
    "usgovernment": frozenset({"usdodcentral", "usdodeast", "usgovarizona", "usgovtexas", "usgovvirginia"}),
    "china": frozenset({"chinaeast", "chinaeast2", "chinaeast3", "chinanorth", "chinanorth2", "chinanorth3"}),
}


def normal(region: str) -> str:
    """The programmatic name of a region, which may be given as its display name: `West Europe` is `westeurope`."""
    return region.lower().replace(" ", "")
