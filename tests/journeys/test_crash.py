"""A worker that is killed at any moment loses nothing; the full trial is `python -m benchmarks.crash`."""

from benchmarks.crash.trial import Plan, run_trial


async def test_a_killed_worker_loses_nothing(database_url: str) -> None:
    """Every message is answered, in order; what was sent twice is known as such."""
    result = await run_trial(database_url, Plan(kills=4, messages=60, chats=60, seed=3))

    counted = result.count
    assert (counted.answered, counted.lost, counted.out_of_order) == (60, 0, 0)
    assert counted.duplicates == counted.accounted
