from prometheus_client import Counter, Gauge

SESSIONS = Gauge(
    "maru_smtp_sessions", "Connections to the mail listener that are open.",
    multiprocess_mode="livesum",
)  # fmt: skip
ANSWERS = Counter("maru_smtp_answers", "Answers to whole mails, by their code.", ["code"])
