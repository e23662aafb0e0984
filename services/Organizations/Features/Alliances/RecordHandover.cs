using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Alliances;

/// <summary>Records the handover of the chair at the beginning of one turn.</summary>
static class RecordHandover
{
    /// <param name="DueOn">First day of the turn by the plan.</param>
    /// <param name="HandedOverOn">The day of the handover; DueOn if not given.</param>
    public sealed record Request(
        [Required] DateOnly? DueOn,
        DateOnly? HandedOverOn,
        [Lines, Longest(2_000), Example("已移交印章和工作台账")] string? Note
    );

    const string Upsert = """
        insert into alliance_handovers (
            id, scope_key, alliance_id, due_on, from_member_id, to_member_id, handed_over_on, note, recorded_by
        )
        values (@handover, @ScopeKey, @id, @due, @from, @to, @on, @Note, @by)
        on conflict (alliance_id, due_on, to_member_id) where withdrawn_at is null
            do update set handed_over_on = excluded.handed_over_on, note = excluded.note,
                recorded_by = excluded.recorded_by, version = alliance_handovers.version + 1
            where alliance_handovers.handed_over_on is null
        """;
    const string One = $"""
        select {Handover.Columns}
        from alliance_handovers
        where alliance_id = @id and due_on = @due and withdrawn_at is null
        """;

    [EndpointSummary("轮值交接 Record a handover of the chair")]
    public static async Task<Created<Handover>> Handle(Guid id, Request request, Session session, CancellationToken ct)
    {
        var check = new Validation();
        var due = request.DueOn!.Value;
        var on = request.HandedOverOn ?? due;
        check.That(
            on <= session.Today,
            request.HandedOverOn is null ? "/dueOn" : "/handedOverOn",
            PlatformProblems.InFuture
        );
        check.ThrowIfInvalid();
        var alliance = await Alliance.HoldAsync(id, session, ct);
        var chairs = await Chairs.ReadAsync(id, session, ct);
        if (chairs.On(due) is not { } turn || turn.From != due)
            throw new ProblemException(Problems.NoTurnBegins, PlatformProblems.OutOfRange.At("/dueOn"));
        var row = new
        {
            handover = Guid.CreateVersion7(session.Now),
            alliance.ScopeKey,
            id,
            due,
            from = chairs.On(due.AddDays(-1))?.MemberId,
            to = turn.MemberId,
            on,
            request.Note,
            by = session.Caller.SubjectId,
        };
        if (await session.Execute(Upsert, row, ct) == 0)
            throw new ProblemException(Problems.HandedOver);
        return TypedResults.Created(
            $"/organizations/v1/alliances/{id}/handovers",
            (await session.Find<Handover>(One, new { id, due }, ct))!
        );
    }
}
