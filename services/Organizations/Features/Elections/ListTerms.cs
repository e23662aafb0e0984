using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

/// <summary>Terms, and the warnings of those that end soon.</summary>
static class ListTerms
{
    public sealed record Item(
        Guid Id,
        Guid OrganizationId,
        string Organization,
        Guid CongressId,
        int Number,
        DateOnly StartsOn,
        LastDay EndsOn
    );

    public sealed record Warning(
        Guid Id,
        Guid OrganizationId,
        string Organization,
        Guid TermId,
        int Number,
        int DaysBefore,
        LastDay EndsOn,
        DateTimeOffset RaisedAt
    );

    const string Source = """
        select t.id, t.organization_id, o.name as organization, t.congress_id, t.number, t.starts_on, t.ends_on
        from terms t
        join organizations o on o.id = t.organization_id
        where @asOf::date is null or (t.starts_on <= @asOf and t.ends_on > @asOf)
        """;
    const string WarningSource = """
        select w.id, w.organization_id, o.name as organization, w.term_id, t.number, w.days_before, w.ends_on,
            w.raised_at
        from term_warnings w join terms t on t.id = w.term_id join organizations o on o.id = w.organization_id
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "terms",
        Source,
        new("id", "编号"),
        new("organizationId", "组织编号") { Hidden = true },
        new("organization", "组织") { Search = true },
        new("number", "届次"),
        new("startsOn", "开始日期"),
        new("endsOn", "届满日期")
    );

    static readonly Listing<Warning, Warning> Warnings = Listing.Of<Warning>(
        "term-warnings",
        WarningSource,
        new("organizationId", "组织编号") { Hidden = true },
        new("organization", "组织") { Search = true },
        new("termId", "届次编号") { Hidden = true },
        new("number", "届次"),
        new("daysBefore", "提前天数"),
        new("endsOn", "届满日期"),
        new("raisedAt", "提醒时间")
    );

    /// <param name="asOf">Only those that run on this day.</param>
    [EndpointSummary("届次 Terms, of one day with asOf; filter, sort, CSV, XLSX")]
    public static Task<IResult> Handle(DateOnly? asOf, ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, new { asOf }, ct);

    [EndpointSummary("届满提醒 Warnings of terms that end soon")]
    public static Task<IResult> HandleWarnings(ListQuery query, Session session, CancellationToken ct) =>
        Warnings.AnswerAsync(query, session, ct: ct);
}
