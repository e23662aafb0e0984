using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Architecture.Tests;

/// <summary>Every test checks one behaviour, and a refusal by its rule.</summary>
public partial class AssertionTests
{
    const int Most = 15;

    [Fact]
    public void A_test_has_at_most_fifteen_assertions()
    {
        var found = Tree.Under("tests")
            .SelectMany(f => Methods(Tree.Read(f)).Select(m => (File: f, m.Name, m.Assertions)))
            .Where(m => m.Assertions > Most)
            .Select(m => $"{m.Assertions} {m.File} {m.Name}")
            .ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    /// <summary>A refusal with only a status may have another reason than the tested rule.</summary>
    [Fact]
    public void A_test_expects_the_code_of_a_refusal_by_a_rule() =>
        Assert.DoesNotContain(Tree.Under("tests"), f => BareRefusal().IsMatch(Tree.Read(f)));

    [Fact]
    public void Assertions_of_local_functions_and_of_arguments_are_counted()
    {
        const string source = """
            class C
            {
                [Fact]
                void M()
                {
                    Assert.Equal(1, Assert.Single(L()));

                    int[] L() => [Assert.IsType<int>(1)];
                }
            }
            """;

        Assert.Equal([("M", 3)], Methods(source));
    }

    static IEnumerable<(string Name, int Assertions)> Methods(string source) =>
        Tree.Nodes(source)
            .OfType<BaseMethodDeclarationSyntax>()
            .Select(m => (m is MethodDeclarationSyntax { Identifier.Text: var name } ? name : "", Count(m)));

    static int Count(SyntaxNode method) =>
        method
            .DescendantNodes()
            .OfType<InvocationExpressionSyntax>()
            .Count(c =>
                c.Expression
                    is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Assert" } }
            );

    [GeneratedRegex(@"\.Expect\(\s*(400|409|422)\s*\)(?!\[""code""\])")]
    private static partial Regex BareRefusal();
}
