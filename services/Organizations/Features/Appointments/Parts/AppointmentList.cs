using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Appointments;

/// <summary>Lists appointments of an area, an organization or a person.</summary>
static class AppointmentList
{
    /// <param name="Until">Last day.</param>
    /// <param name="Place">Name of the division or the organization.</param>
    public sealed record Item(
        Guid Id,
        Guid PersonId,
        string PersonName,
        [Code(nameof(CodeTables.Post))] string Post,
        Guid? DivisionId,
        Guid? OrganizationId,
        string? Place,
        [Code(nameof(CodeTables.Basis))] string? Basis,
        [Code(nameof(CodeTables.AppointmentMode))] string Mode,
        DateTimeOffset ValidFrom,
        LastDay? Until,
        string ScopeKey
    );

    static readonly string Until = LastDay.Sql("a.until");
    static readonly string Source = $"""
        {DivisionScope.Area}
        select a.id, a.person_id, p.name as person_name, a.post, a.division_id, a.organization_id,
            coalesce(h.name, o.name, w.name, d.name) as place, a.basis, a.mode, a.valid_from, {Until} as until,
            a.scope_key
        from appointments a
        join people p on p.id = a.person_id
        left join divisions d on d.id = a.division_id
        left join organizations o on o.id = a.organization_id
        left join organization_history h on h.organization_id = o.id and h.valid_from <= @day and h.valid_to > @day
        left join division_history w on w.division_id = d.id and w.valid_from <= @day and w.valid_to > @day
        where (@at::timestamptz is null or platform.in_force(a.valid_from, a.until, @at))
          and (@person::uuid is null or a.person_id = @person)
          and (@below::uuid is null or exists (select from area r where a.scope_key >= r.lo and a.scope_key < r.hi))
        """;

    static readonly Listing<Item, Item> List = Listing.Of<Item>(
        "appointments",
        Source,
        new("id", "编号"),
        new("personId", "人员编号") { Hidden = true },
        new("personName", "姓名") { Search = true },
        new("post", "职务") { Table = CodeTables.Post },
        new("divisionId", "区划编号") { Hidden = true },
        new("organizationId", "组织编号") { Hidden = true },
        new("place", "任职单位") { Search = true },
        new("basis", "专兼职") { Table = CodeTables.Basis },
        new("mode", "产生方式") { Table = CodeTables.AppointmentMode },
        new("validFrom", "任职时间"),
        new("until", "终止时间"),
        new("scopeKey", "排序码") { Hidden = true }
    ) with
    {
        Subject = i => i.PersonId,
    };

    public static Task<ListAnswer<Item>> AnswerAsync(
        Guid? person,
        DateOnly? asOf,
        Guid? below,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) =>
        List.AnswerAsync(
            query,
            session,
            new
            {
                person,
                below,
                day = asOf,
                on = asOf ?? session.Today,
                at = asOf is { } day ? ChinaDay.End(day) : (DateTimeOffset?)null,
            },
            ct
        );
}
