using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace Architecture.Tests;

/// <summary>
/// Each transition has one function that writes its rows and their consequences and publishes its event. Use cases,
/// imports, reactions and timers call it.
/// </summary>
public class WriterTests
{
    [Fact]
    public void Every_event_is_created_in_one_file()
    {
        var events = Tree.Under("contracts")
            .SelectMany(file => Tree.Nodes(Tree.Read(file)))
            .OfType<RecordDeclarationSyntax>()
            .Where(r => r.AttributeLists.SelectMany(l => l.Attributes).Any(a => a.Name.ToString() == "Stream"))
            .Select(r => r.Identifier.Text)
            .ToList();
        Assert.NotEmpty(events);
        var made = Tree.Under("services")
            .SelectMany(file => Made(Tree.Read(file)).Distinct().Select(name => (name, file)))
            .ToLookup(m => m.name, m => m.file);
        Assert.Equal(
            events.Order().Select(e => $"{e}: one file"),
            events.Order().Select(e => $"{e}: {(made[e].Count() == 1 ? "one file" : string.Join(' ', made[e]))}")
        );
    }

    [Theory]
    [
        InlineData(@"insert into appointments\b"),
        InlineData(@"update appointments\b[^;]*\bended_at ="),
        InlineData(@"insert into coverages\b"),
        InlineData(@"update coverages\b[^;]*\bended_at ="),
        InlineData(@"update division_tree\b"),
        InlineData(@"insert into division_successors\b"),
        InlineData(@"insert into honours\b"),
        InlineData(@"insert into point_entries\b[^;]*\breverses\b"),
        InlineData(@"update enrolments\b[^;]*\bleft_on ="),
        InlineData(@"update referrals\b[^;]*\bname_sealed = null")
    ]
    public void A_transition_writes_its_rows_in_one_file(string statement) =>
        Assert.Single(Tree.Under("services"), file =>
            Regex.IsMatch(Tree.Read(file), statement, RegexOptions.None, TimeSpan.FromSeconds(5))
        );

    [Fact]
    public void Every_syntax_of_an_object_creation_is_found()
    {
        const string source = """
            class C
            {
                A _a = new A(1);
                A _qualified = new Contracts.X.V1.B(1);
                C _c = new(1);
                void Publish() => session.Publish<D>(new(1));
                E Changed(E e) => e with { Id = 1 };
            }
            """;

        Assert.Equal(["A", "B", "C", "D"], Made(source));
    }

    /// <summary>
    /// Types created by name, by target type of an assignment, or by a type argument of a call.
    /// </summary>
    static IEnumerable<string> Made(string source) =>
        Tree.Nodes(source)
            .OfType<BaseObjectCreationExpressionSyntax>()
            .Select(creation =>
                creation switch
                {
                    ObjectCreationExpressionSyntax named => named.Type,
                    { Parent: EqualsValueClauseSyntax { Parent.Parent: VariableDeclarationSyntax declared } } =>
                        declared.Type,
                    {
                        Parent: ArgumentSyntax
                        {
                            Parent.Parent: InvocationExpressionSyntax
                            {
                                Expression: MemberAccessExpressionSyntax { Name: GenericNameSyntax called }
                            }
                        }
                    } => called.TypeArgumentList.Arguments[0],
                    _ => null,
                }
            )
            .OfType<TypeSyntax>()
            .Select(type => (type as QualifiedNameSyntax)?.Right.Identifier.Text ?? type.ToString());
}
