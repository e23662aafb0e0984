using System.Text.Json;
using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;
using ServiceDefaults.Sealing;
using ServiceDefaults.Standards;
using Training.Domain;

namespace Training.Features.Learners;

/// <summary>Learners of the caller's area that wait for a class, longest waiting first; ?state= lists others.</summary>
static class ListLearners
{
    const string Source = """
        select id, id as need_id, person_id, name_sealed, hours, skills, state, opened_at from learners
        """;

    static readonly Listing<Row, Learner> List = Listing.Of<Row, Learner>(
        "learners",
        Source,
        (r, session) =>
            new(
                r.NeedId,
                r.PersonId,
                Mask.Name(session.Show(r.NameSealed, "learners", r.Id, "name")),
                JsonSerializer.Deserialize<List<WorkingHours>>(r.Hours, Wire.Json)!,
                r.Skills,
                r.State,
                r.OpenedAt
            ),
        new("needId", "需求编号"),
        new("personId", "人员编号"),
        new("name", "姓名") { Plain = true },
        new("hours", "可工作时间")
        {
            Plain = true,
            InFile = ListColumn.Each<WorkingHours>(h => WeekSpan.Text(h.Day, h.From, h.To)),
        },
        new("skills", "技能"),
        new("state", "状态") { Table = CodeTables.LearnerState },
        new("openedAt", "登记时间")
    ) with
    {
        Subject = r => r.PersonId,
    };

    [EndpointSummary("待培训人员 Learners who wait for a class; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Learner>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);

    /// <param name="NeedId">The need for which the person waits.</param>
    /// <param name="Name">Masked.</param>
    public sealed record Learner(
        Guid NeedId,
        Guid PersonId,
        string? Name,
        IReadOnlyList<WorkingHours> Hours,
        IReadOnlyList<string> Skills,
        [Code(nameof(CodeTables.LearnerState))] string State,
        DateTimeOffset OpenedAt
    );

    sealed record Row(
        Guid Id,
        Guid NeedId,
        Guid PersonId,
        byte[] NameSealed,
        string Hours,
        string[] Skills,
        string State,
        DateTimeOffset OpenedAt
    );
}
