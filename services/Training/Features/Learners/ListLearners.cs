using System.Text.Json;
using Contracts.Census.V1;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;
using Training.Domain;

namespace Training.Features.Learners;

/// <summary>Who waits for a class in the caller's area, longest waiting first; ?state= shows the others.</summary>
static class ListLearners
{
    const string Sql = """
        select id, person_id, name_sealed, hours, skills, state, opened_at, version from learners
        where (@after::uuid is null or id > @after) and (@state::text is null or state = @state) order by id limit @Take
        """;

    [EndpointSummary("待培训人员 Who waits for a class")]
    public static async Task<Ok<Page<Learner>>> Handle(
        string? state,
        Paging paging,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        if (state is not null)
            check.OneOf("/state", state, CodeTables.LearnerState);
        check.ThrowIfInvalid();
        var rows = await session.Query<Row>(
            Sql,
            new
            {
                after = paging.After<Guid?>(),
                state,
                paging.Take,
            },
            ct
        );
        var page = paging.Of(
            [
                .. rows.Select(r => new Learner(
                    r.Id,
                    r.PersonId,
                    Mask.Name(session.Show(r.NameSealed, "learners", r.Id, "name")),
                    JsonSerializer.Deserialize<List<WorkingHours>>(r.Hours, Wire.Json)!,
                    r.Skills,
                    r.State,
                    r.OpenedAt
                )),
            ],
            l => l.NeedId
        );
        session.Saw(page.Items.Select(l => l.PersonId));
        return TypedResults.Ok(page);
    }

    /// <param name="NeedId">The need she waits with.</param>
    /// <param name="Name">Masked.</param>
    public sealed record Learner(
        Guid NeedId,
        Guid PersonId,
        string? Name,
        IReadOnlyList<WorkingHours> Hours,
        IReadOnlyList<string> Skills,
        string State,
        DateTimeOffset OpenedAt
    );

    sealed record Row(
        Guid Id,
        Guid PersonId,
        byte[] NameSealed,
        string Hours,
        string[] Skills,
        string State,
        DateTimeOffset OpenedAt,
        long Version
    );
}
