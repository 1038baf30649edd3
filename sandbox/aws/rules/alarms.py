"""Rows on alarms."""

from sandbox.aws.rules.table import RULES
from sandbox.rules import Request

ALARM = "cloudwatch/metricAlarm:MetricAlarm"
API = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
SHORT_PERIODS = (10, 20, 30)
DAY = 86_400
WEEK = 604_800
MISSING_DATA = ("breaching", "notBreaching", "ignore", "missing")


@RULES.rule(ALARM, says="an alarm on nothing, or on two things at once", source=API)
def _alarm_subject(request: Request) -> str | None:
    subjects = [one for one in ("metricName", "metricQueries", "evaluationCriteria") if request.inputs.get(one)]
    if len(subjects) != 1:
        return f"ValidationError: exactly one of MetricName, Metrics and EvaluationCriteria is needed, are {subjects}"
    return None


@RULES.rule(ALARM, says="an alarm on a metric without its namespace, period or statistic", source=API)
def _alarm_metric(request: Request) -> str | None:
    if not request.inputs.get("metricName"):
        return None
    missing = [
        one for one in ("namespace", "period", "evaluationPeriods", "comparisonOperator") if not request.inputs.get(one)
    ]
    statistics = [one for one in ("statistic", "extendedStatistic") if request.inputs.get(one)]
    if missing or len(statistics) != 1:
        return f"ValidationError: {', '.join(missing) or 'exactly one of Statistic and ExtendedStatistic'} is needed"
    return None


@RULES.rule(ALARM, says="a period that metrics have not", source=API)
def _alarm_period(request: Request) -> str | None:
    period = request.inputs.get("period")
    if period is not None and period not in SHORT_PERIODS and (period < 60 or period % 60):
        return f"ValidationError: Period must be 10, 20, 30 or a multiple of 60, is {period}"
    return None


@RULES.rule(ALARM, says="an alarm that looks back over more than a day, or a week by the hour", source=API)
def _alarm_window(request: Request) -> str | None:
    period, times = request.inputs.get("period") or 0, request.inputs.get("evaluationPeriods") or 0
    if period * times > (WEEK if period >= 3_600 else DAY):
        return (
            f"ValidationError: Metrics cannot be checked across more than a day (EvaluationPeriods {times} * {period})"
        )
    return None


@RULES.rule(ALARM, says="more failing periods than are looked at", source=API)
def _alarm_datapoints(request: Request) -> str | None:
    if (request.inputs.get("datapointsToAlarm") or 0) > (request.inputs.get("evaluationPeriods") or 0):
        return "ValidationError: DatapointsToAlarm must not be greater than EvaluationPeriods"
    return None


@RULES.rule(ALARM, says="an unknown way to treat missing data", source=API)
def _alarm_missing_data(request: Request) -> str | None:
    way = request.inputs.get("treatMissingData")
    if way and way not in MISSING_DATA:
        return f"ValidationError: TreatMissingData {way} is none of {', '.join(MISSING_DATA)}"
    return None
