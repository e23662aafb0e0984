using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Architecture.Tests;

/// <summary>
/// A method fits on a screen. Routes.cs is exempt: it has one line for each route.
/// </summary>
public class MethodTests
{
    const int Most = 60;
    static readonly string[] Rooms = ["services", "gateway", "contracts"];

    [Fact]
    public void No_method_is_longer_than_a_screen()
    {
        var found = Rooms
            .SelectMany(room => Tree.Under(room))
            .Where(f => !f.EndsWith("/Routes.cs", StringComparison.Ordinal))
            .SelectMany(f => Methods(Tree.Read(f)).Select(m => (m.Lines, File: f, m.Name)))
            .Where(m => m.Lines > Most)
            .OrderByDescending(m => m.Lines)
            .Select(m => $"{m.Lines} {m.File} {m.Name}")
            .ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void The_length_of_a_method_runs_from_its_signature_to_its_end()
    {
        const string source = """
            class C
            {
                /// <summary>Counted
                /// by nobody.</summary>
                [Obsolete]
                public C(
                    int a
                ) { }

                int P =>
                    1;

                int Q
                {
                    // Why.
                    get
                    {
                        return 1;
                    }
                }

                void M()
                {
                    L();

                    void L() =>
                        N();
                }
            }
            """;

        Assert.Equal([("C", 3), ("P", 2), ("Q.get", 4), ("M", 7), ("L", 2)], Methods(source));
    }

    /// <summary>
    /// Methods, constructors, operators, local functions, accessors, and members that are one expression.
    /// </summary>
    static IEnumerable<(string Name, int Lines)> Methods(string source) =>
        Tree.Nodes(source)
            .Where(n =>
                n
                    is BaseMethodDeclarationSyntax
                        or LocalFunctionStatementSyntax
                        or AccessorDeclarationSyntax
                        or PropertyDeclarationSyntax { ExpressionBody: not null }
                        or IndexerDeclarationSyntax { ExpressionBody: not null }
            )
            .Select(n => (NameOf(n), LinesOf(n)));

    static int LinesOf(SyntaxNode method)
    {
        var attributes = method.ChildNodes().OfType<AttributeListSyntax>().LastOrDefault();
        var first = attributes?.GetLastToken().GetNextToken() ?? method.GetFirstToken();
        var last = method.GetLastToken();
        return last.GetLocation().GetLineSpan().EndLinePosition.Line
            - first.GetLocation().GetLineSpan().StartLinePosition.Line
            + 1;
    }

    static string NameOf(SyntaxNode method) =>
        method switch
        {
            MethodDeclarationSyntax m => m.Identifier.Text,
            ConstructorDeclarationSyntax c => c.Identifier.Text,
            PropertyDeclarationSyntax p => p.Identifier.Text,
            LocalFunctionStatementSyntax l => l.Identifier.Text,
            AccessorDeclarationSyntax { Parent.Parent: PropertyDeclarationSyntax p } a =>
                $"{p.Identifier.Text}.{a.Keyword.Text}",
            _ => method.Kind().ToString(),
        };
}
