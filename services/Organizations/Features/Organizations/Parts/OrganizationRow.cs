using Organizations.Domain;
using Organizations.Features.Divisions;
using ServiceDefaults.Data;

namespace Organizations.Features.Organizations;

/// <summary>An organization in lists and counts, now or on a day, with the names of that day.</summary>
/// <param name="Level">Level of its division: 1 a province, 5 a village, 6 and more below.</param>
sealed record OrganizationRow(
    Guid Id,
    [Code(nameof(CodeTables.OrganizationKind))] string Kind,
    string Name,
    [Code(nameof(CodeTables.OrganizationStatus))] string Status,
    string? CreditCode,
    Guid? DivisionId,
    string? Division,
    string? Code,
    int? Level,
    Guid? ParentId,
    DateOnly ValidFrom,
    LastDay? ValidTo
)
{
    public const string Source = $"""
        {DivisionScope.Area}
        select o.id, o.kind, coalesce(h.name, o.name) as name, coalesce(h.status, o.status) as status, o.credit_code,
            o.division_id, coalesce(w.name, d.name) as division, coalesce(w.code, d.code) as code,
            coalesce(w.level, d.level) as level, o.parent_id, o.valid_from, o.valid_to
        from organizations o left join divisions d on d.id = o.division_id
        left join organization_history h on h.organization_id = o.id and h.valid_from <= @day and h.valid_to > @day
        left join division_history w on w.division_id = d.id and w.valid_from <= @day and w.valid_to > @day
        where (@day::date is null or platform.in_force(o.valid_from, o.valid_to, @day))
          and (@below::uuid is null or exists (select from area r where o.scope_key >= r.lo and o.scope_key < r.hi))
        """;
}
