using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Elections;

static class ListTermWarnings
{
    public sealed record Item(
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
        select w.id, w.organization_id, o.name as organization, w.term_id, t.number, w.days_before, w.ends_on,
            w.raised_at
        from term_warnings w join terms t on t.id = w.term_id join organizations o on o.id = w.organization_id
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "term-warnings",
        Source,
        new("organizationId", "组织编号") { Hidden = true },
        new("organization", "组织") { Search = true },
        new("termId", "届次编号") { Hidden = true },
        new("number", "届次"),
        new("daysBefore", "提前天数"),
        new("endsOn", "届满日期"),
        new("raisedAt", "提醒时间")
    );

    [EndpointSummary("届满提醒 Warnings of terms that end soon")]
    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);
}
