using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Imports;

/// <summary>The kinds whose routes are mapped; each adds itself by <see cref="ImportRoutes.MapImports"/>.</summary>
sealed class MappedImports
{
    readonly List<(string Name, string Path, string Zh, string En, string[] Roles)> _kinds = [];
    readonly Lazy<Listing<ImportJob, ListImports.Item>> _list;

    public MappedImports() => _list = new(NewList);

    public Listing<ImportJob, ListImports.Item> List => _list.Value;

    /// <summary>The roles that may send a file of one of the kinds.</summary>
    public string[] Roles => [.. _kinds.SelectMany(k => k.Roles).Distinct()];

    public void Add(ImportKind kind, string path, string zh, string en, string[] roles) =>
        _kinds.Add((kind.Name, path, zh, en, roles));

    /// <summary>The arguments of <see cref="ListImports.Source"/>: each kind with each of its roles.</summary>
    public object Arguments(Session session)
    {
        var pairs = _kinds.SelectMany(k => k.Roles.Select(role => (k.Name, Role: role))).ToList();
        return new
        {
            kinds = pairs.ConvertAll(p => p.Name).ToArray(),
            roles = pairs.ConvertAll(p => p.Role).ToArray(),
            caller = session.Caller.SubjectId,
            now = session.Now,
        };
    }

    Listing<ImportJob, ListImports.Item> NewList()
    {
        var known = _kinds.ToDictionary(k => k.Name);
        return ImportJobs.ListOf<ListImports.Item>(
            "imports",
            ListImports.Source,
            job => new(job, $"{known[job.Kind].Path}/{job.Id}"),
            new ListColumn("kind", "种类")
            {
                Table = new("import-kind", null, [.. _kinds.Select(k => new Code(k.Name, k.Zh, k.En))]),
            }
        );
    }
}
