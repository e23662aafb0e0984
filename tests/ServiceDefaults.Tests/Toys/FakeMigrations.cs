using System.Reflection;
using System.Text;

namespace ServiceDefaults.Tests.Toys;

/// <summary>An assembly that carries the given migrations and nothing else.</summary>
sealed class FakeMigrations(params (string Id, string Sql)[] files) : Assembly
{
    public override string[] GetManifestResourceNames() => [.. files.Select(f => $"Migrations/{f.Id}.sql")];

    public override Stream? GetManifestResourceStream(string name) => new MemoryStream(Encoding.UTF8.GetBytes(files.Single(f => $"Migrations/{f.Id}.sql" == name).Sql));
}
