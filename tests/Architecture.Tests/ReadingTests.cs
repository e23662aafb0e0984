using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Architecture.Tests;

/// <summary>
/// The files that one opens to follow a write from its request to its effects: the use case; the files of its service
/// that it names, and those that the parts of its own area name; their SQL functions and events; the reactions to these
/// events. Problems.cs, code tables and lists of codes are looked up, not read.
/// </summary>
public class ReadingTests
{
    const int Most = 12;

    [Theory]
    [
        InlineData("services/Census/Features/Households/RegisterHousehold.cs"),
        InlineData("services/Organizations/Features/Elections/RecordResult.cs"),
        InlineData("services/Jobs/Features/Placements/HireCandidate.cs")
    ]
    public void CONTRIBUTING_lists_the_files_of_a_use_case(string useCase)
    {
        var name = Path.GetFileNameWithoutExtension(useCase);
        var row = Tree.Read("CONTRIBUTING.md")
            .Split('\n')
            .Single(l => l.StartsWith($"| {name} |", StringComparison.Ordinal));
        var opened = Opened(useCase).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal).ToList();
        var expected = $"| {name} | {opened.Count} | {string.Join(", ", opened)} |";
        Assert.True(row == expected, expected);
        Assert.True(opened.Count <= Most, row);
    }

    static HashSet<string> Opened(string useCase)
    {
        var service = string.Join('/', useCase.Split('/')[..2]);
        var parts = Path.GetDirectoryName(useCase)! + "/Parts/";
        var declared = Tree.Under(service)
            .Where(f => !Regex.IsMatch(f, @"/(Problems|CodeTables)[^/]*\.cs$"))
            .Concat(Tree.Under("contracts").Where(f => Tree.Read(f).Contains("[Stream(", StringComparison.Ordinal)))
            .SelectMany(f =>
                Types(f).Where(t => t.Parent is BaseNamespaceDeclarationSyntax).Select(t => (t.Identifier.Text, f))
            )
            .ToLookup(d => d.Text, d => d.f);
        HashSet<string> opened = [useCase];
        Queue<string> unread = new(opened);
        while (unread.TryDequeue(out var file))
        {
            var own = Types(file).Select(t => t.Identifier.Text);
            foreach (var named in Names(file).Except(own).SelectMany(n => declared[n]).Concat(Functions(file, service)))
                if (opened.Add(named) && named.StartsWith(parts, StringComparison.Ordinal))
                    unread.Enqueue(named);
        }
        var reactions = opened
            .Where(f => f.StartsWith("contracts/", StringComparison.Ordinal))
            .SelectMany(f =>
                Tree.Files.Where(r => r.EndsWith($"/Reactions/On{Path.GetFileName(f)}", StringComparison.Ordinal))
            )
            .ToList();
        opened.UnionWith(reactions);
        return opened;
    }

    static IEnumerable<string> Functions(string file, string service) =>
        Tree.Under(service + "/Migrations/Functions", ".sql")
            .Where(f => Regex.IsMatch(Tree.Read(file), $@"\b{Path.GetFileNameWithoutExtension(f)}\("));

    static IEnumerable<BaseTypeDeclarationSyntax> Types(string file) => Nodes(file).OfType<BaseTypeDeclarationSyntax>();

    /// <summary>Names that can be types: no member of something else, no name of an argument.</summary>
    static IEnumerable<string> Names(string file) =>
        Nodes(file)
            .OfType<IdentifierNameSyntax>()
            .Where(n =>
                n.Parent switch
                {
                    MemberAccessExpressionSyntax member => member.Expression == n,
                    QualifiedNameSyntax qualified => qualified.Left == n,
                    NameColonSyntax or NameEqualsSyntax => false,
                    _ => true,
                }
            )
            .Select(n => n.Identifier.Text)
            .Distinct();

    static IEnumerable<SyntaxNode> Nodes(string file) =>
        CSharpSyntaxTree
            .ParseText(Tree.Read(file), cancellationToken: TestContext.Current.CancellationToken)
            .GetRoot(TestContext.Current.CancellationToken)
            .DescendantNodes();
}
