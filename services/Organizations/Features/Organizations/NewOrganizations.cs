using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace Organizations.Features.Organizations;

/// <summary>An organization to be registered.</summary>
/// <param name="DivisionId">Whose it is or where it lies; or DivisionCode in its place.</param>
/// <param name="ParentId">What it is a part of; federations and women's groups have theirs from the tree of
/// divisions.</param>
/// <param name="Status">active if it is not given, or preparing.</param>
/// <param name="ValidFrom">The day it began; today if it is not given.</param>
sealed record NewOrganization(
    string? Kind,
    string? Name,
    string? CreditCode,
    Guid? DivisionId,
    string? DivisionCode,
    Guid? ParentId,
    string? Status,
    DateOnly? ValidFrom
);

/// <summary>Registers one or many: all of them, or none with every bad field named.</summary>
static class NewOrganizations
{
    const string Divisions = """
        select id, code, key, level
        from divisions d
        where (id = any (@ids) or code = any (@codes)) and (valid_to is null or valid_to > @today)
          and exists (select from platform.ranges() r where d.key >= r.lo and d.key < r.hi) for share of d
        """;
    const string Parents = "select id from organizations where id = any (@ids) and valid_to is null";

    /// <summary>Seen with the service's own eyes: a code or a place is taken wherever it is.</summary>
    const string Taken = """
        select kind, credit_code, division_id from organizations
        where credit_code = any (@codes)
            or (kind in ('federation', 'womens-group') and division_id = any (@divisions) and valid_to is null)
        """;
    const string Insert = """
        insert into organizations (
            id, scope_key, kind, name, credit_code, division_id, parent_id, status, valid_from, since, registered_at
        )
        select id, key, kind, name, code, division, parent, status, first, first, $10
        from unnest(
            $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::uuid[], $8::text[], $9::date[]
        ) as u (id, key, kind, name, code, division, parent, status, first)
        """;

    /// <param name="pointer">Where the nth stands in the request.</param>
    public static async Task<Guid[]> RegisterAsync(
        IReadOnlyList<NewOrganization> rows,
        Func<int, string> pointer,
        Session session,
        CancellationToken ct
    )
    {
        var check = new Validation();
        var divisions = await session.Query<Division>(
            Divisions,
            new
            {
                ids = rows.Select(r => r.DivisionId).OfType<Guid>().Distinct().ToArray(),
                codes = rows.Select(r => r.DivisionCode).OfType<string>().Distinct().ToArray(),
                today = session.Today,
            },
            ct
        );
        var (byId, byCode) = (divisions.ToDictionary(d => d.Id), divisions.ToDictionary(d => d.Code));
        var parents = (
            await session.Query<Guid>(
                Parents,
                new { ids = rows.Select(r => r.ParentId).OfType<Guid>().Distinct().ToArray() },
                ct
            )
        ).ToHashSet();
        var read = rows.Select((r, i) => Read(r, pointer(i), check, byId, byCode, parents, session)).ToList();
        check.ThrowIfInvalid();

        // Of two who register the same at once, the second waits here and then sees the first.
        await session.Execute("select pg_advisory_xact_lock(hashtextextended('organizations', 0))", ct: ct);
        var taken = await session.AsSystem(
            () =>
                session.Query<Known>(
                    Taken,
                    new
                    {
                        codes = read.Select(r => r.CreditCode).OfType<string>().ToArray(),
                        divisions = read.Select(r => r.DivisionId).ToArray(),
                    },
                    ct
                ),
            ct
        );
        var codes = taken.Where(t => t.CreditCode is not null).Select(t => (t.CreditCode, t.Kind)).ToHashSet();
        var places = taken
            .Where(t => OrganizationKinds.IsOnePerDivision(t.Kind))
            .Select(t => (t.DivisionId, t.Kind))
            .ToHashSet();
        List<(ServiceDefaults.Http.Problem Problem, FieldError At)> conflicts = [];
        for (var i = 0; i < read.Count; i++)
        {
            var r = read[i];
            if (r.CreditCode is not null && !codes.Add((r.CreditCode, r.Kind)))
                conflicts.Add((Problems.CreditCodeTaken, PlatformProblems.Duplicate.At(pointer(i) + "/creditCode")));
            if (OrganizationKinds.IsOnePerDivision(r.Kind) && !places.Add((r.DivisionId, r.Kind)))
                conflicts.Add((Problems.OrganizationThere, PlatformProblems.Duplicate.At(pointer(i) + "/divisionId")));
        }
        if (conflicts.Count > 0)
            throw new ProblemException(conflicts[0].Problem, [.. conflicts.Select(c => c.At)]);
        session.Defer(
            Insert,
            read.Select(r => r.Id).ToArray(),
            read.Select(r => r.Key).ToArray(),
            read.Select(r => r.Kind).ToArray(),
            read.Select(r => r.Name).ToArray(),
            read.Select(r => r.CreditCode).ToArray(),
            read.Select(r => r.DivisionId).ToArray(),
            read.Select(r => r.ParentId).ToArray(),
            read.Select(r => r.Status).ToArray(),
            read.Select(r => r.ValidFrom).ToArray(),
            session.Now
        );
        await session.FlushAsync(ct);
        return [.. read.Select(r => r.Id)];
    }

    static Row Read(
        NewOrganization r,
        string at,
        Validation check,
        Dictionary<Guid, Division> byId,
        Dictionary<string, Division> byCode,
        HashSet<Guid> parents,
        Session session
    )
    {
        var kind = check.OneOf(at + "/kind", r.Kind, OrganizationKinds.Registered);
        var name = check.Text(at + "/name", r.Name);
        var creditCode = string.IsNullOrWhiteSpace(r.CreditCode)
            ? null
            : check.Read<CreditCode>(at + "/creditCode", r.CreditCode, CreditCode.Read)?.Text;
        var place = r.DivisionId is null && r.DivisionCode is not null ? at + "/divisionCode" : at + "/divisionId";
        var division =
            r.DivisionId is { } id ? byId.GetValueOrDefault(id)
            : r.DivisionCode is { } code ? byCode.GetValueOrDefault(code)
            : null;
        if (r.DivisionId is null && r.DivisionCode is null)
            check.Add(place, PlatformProblems.Required);
        else if (division is null)
            check.Add(place, PlatformProblems.Unknown);
        else
            check.That(OrganizationKinds.MayBeOf(kind, division.Level), place, Problems.NoSuchOrganizationHere);
        check.That(
            r.ParentId is null || parents.Contains(r.ParentId.Value),
            at + "/parentId",
            PlatformProblems.Unknown
        );
        var status = r.Status ?? "active";
        check.That(status is "active" or "preparing", at + "/status", PlatformProblems.UnknownCode);
        check.That(r.ValidFrom is null || r.ValidFrom <= session.Today, at + "/validFrom", PlatformProblems.InFuture);
        return new(
            Guid.CreateVersion7(session.Now),
            division?.Key ?? "",
            kind,
            name,
            creditCode,
            division?.Id ?? default,
            OrganizationKinds.IsOnePerDivision(kind) ? null : r.ParentId,
            status,
            r.ValidFrom ?? session.Today
        );
    }

    sealed record Row(
        Guid Id,
        string Key,
        string Kind,
        string Name,
        string? CreditCode,
        Guid DivisionId,
        Guid? ParentId,
        string Status,
        DateOnly ValidFrom
    );

    sealed record Division(Guid Id, string Code, string Key, int Level);

    sealed record Known(string Kind, string? CreditCode, Guid? DivisionId);
}
