using System.Text.RegularExpressions;
using Xunit;

namespace Architecture.Tests;

/// <summary>Migrations are numbered and only go forward; a function has one file with its present text.</summary>
public partial class MigrationTests
{
    [Fact]
    public void No_migration_defines_a_function() =>
        Assert.DoesNotContain(Files(@"[^/]+"), f => Definition().IsMatch(Tree.Read(f)));

    [Fact]
    public void Each_file_of_a_function_defines_the_one_that_it_is_named_after()
    {
        foreach (var file in Files("Functions/[^/]+"))
        {
            var defined = Definition().Matches(Body().Replace(Tree.Read(file), "")).Select(m => m.Groups[1].Value);
            Assert.Equal([Path.GetFileNameWithoutExtension(file)], defined);
        }
    }

    [Fact]
    public void The_platforms_functions_lie_in_its_schema_and_those_of_services_in_none()
    {
        foreach (var file in Files("Functions/[^/]+"))
            Assert.Equal(
                file.StartsWith("services/ServiceDefaults/", StringComparison.Ordinal),
                Path.GetFileName(file).StartsWith("platform.", StringComparison.Ordinal)
            );
    }

    static IReadOnlyList<string> Files(string name)
    {
        var found = Tree.Files.Where(f => Regex.IsMatch(f, $"^services/[^/]+/Migrations/{name}[.]sql$")).ToList();
        Assert.NotEmpty(found);
        return found;
    }

    [GeneratedRegex(@"(?i)\bcreate\s+(?:or\s+replace\s+)?(?:function|procedure)\s+([\w.""]+)")]
    private static partial Regex Definition();

    /// <summary>What stands between dollar quotes may define a function when it is run.</summary>
    [GeneratedRegex(@"\$(\w*)\$[\s\S]*?\$\1\$")]
    private static partial Regex Body();
}
