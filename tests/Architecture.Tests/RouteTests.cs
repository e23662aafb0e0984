using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Architecture.Tests;

/// <summary>
/// services/X/Routes.cs lists the areas, Features/Area/Routes.cs lists each route in one line, and the handler of a
/// route is in the file of its name.
/// </summary>
public partial class RouteTests
{
    static readonly string[] Services = ["Organizations", "Census", "Training", "Jobs"];

    [Fact]
    public void A_service_lists_each_of_its_areas()
    {
        foreach (var service in Services)
        {
            var file = $"services/{service}/Routes.cs";
            Assert.True(Tree.Lines(file) <= 80, file);
            Assert.Equal(
                AreaRoutes(service).Select(f => f.Split('/')[3]).Order(),
                AreaCall().Matches(Tree.Read(file)).Select(m => m.Groups[1].Value).Order()
            );
        }
    }

    [Fact]
    public void A_route_is_one_line_with_its_handler_and_access()
    {
        var found =
            from file in Services.SelectMany(AreaRoutes)
            from statement in Statements(file)
            where !RouteLine().IsMatch(statement) && !ImportLine().IsMatch(statement)
            select $"{file}: {statement}";
        Assert.Empty(found);
    }

    [Fact]
    public void A_use_case_has_one_handler_with_a_summary()
    {
        var found =
            from file in Services.SelectMany(AreaRoutes)
            from name in RouteLine().Matches(Tree.Read(file)).Select(m => m.Groups[1].Value)
            let useCase = $"{Path.GetDirectoryName(file)}/{name}.cs"
            where !Tree.Files.Contains(useCase) || !HasOneHandler(useCase)
            select $"{file} names {name}: {useCase} has not exactly one handler, Handle with [EndpointSummary]";
        Assert.Empty(found);

        static bool HasOneHandler(string file) =>
            Tree.Nodes(Tree.Read(file))
                .OfType<MethodDeclarationSyntax>()
                .Where(m => m.Identifier.Text.StartsWith("Handle", StringComparison.Ordinal))
                .ToList()
                is [{ Identifier.Text: "Handle" } handler]
            && handler.AttributeLists.SelectMany(l => l.Attributes).Any(a => a.Name.ToString() == "EndpointSummary");
    }

    /// <summary>A background use case is named in Subscriptions.cs (timer) or Program.cs (verb).</summary>
    [Fact]
    public void No_use_case_answers_with_an_untyped_result()
    {
        var found =
            from file in Tree.Files
            where file.StartsWith("services/", StringComparison.Ordinal) && file.Contains("/Features/")
            where Untyped().IsMatch(Tree.Read(file))
            select file;
        Assert.Empty(found);
    }

    [Fact]
    public void An_area_has_only_routes_and_use_cases_beside_its_parts()
    {
        var found =
            from service in Services
            let background = Tree.Read($"services/{service}/Subscriptions.cs")
                + Tree.Read($"services/{service}/Program.cs")
            from file in Tree.Under($"services/{service}/Features")
            let area = Path.GetDirectoryName(file)
            let name = Path.GetFileNameWithoutExtension(file)
            where name != "Routes" && !area.EndsWith("/Parts", StringComparison.Ordinal)
            let routes = $"{area}/Routes.cs"
            let contents = background + (Tree.Files.Contains(routes) ? Tree.Read(routes) : "")
            where !Regex.IsMatch(contents, $@"\b{name}\b")
            select $"{file} is named in no Routes.cs, Subscriptions.cs or Program.cs: it belongs in {area}/Parts";
        Assert.Empty(found);
    }

    static IEnumerable<string> AreaRoutes(string service) =>
        Tree.Under($"services/{service}/Features").Where(f => f.EndsWith("/Routes.cs", StringComparison.Ordinal));

    static IEnumerable<string> Statements(string file) =>
        Tree.Nodes(Tree.Read(file)).OfType<ExpressionStatementSyntax>().Select(s => s.ToString());

    [GeneratedRegex(@"Features\.(\w+)\.Routes\.Map\(v1\);")]
    private static partial Regex AreaCall();

    [GeneratedRegex(
        @"v1\.Map(?:Get|Post|Put|Patch|Delete)\(""[^""\n]+"", (\w+)\.Handle\)(?:\.Allow\w+\([\w, ]*\))+"
            + @"(?:\.(?:TakesUpload|OnlyReads)\(\))?;"
    )]
    private static partial Regex RouteLine();

    [GeneratedRegex(@"v1\.MapImports\(Import\w+\.Handlers, ""\w+"", ""\w+"", \w+\);")]
    private static partial Regex ImportLine();

    [GeneratedRegex(@"\bIResult\b")]
    private static partial Regex Untyped();
}
