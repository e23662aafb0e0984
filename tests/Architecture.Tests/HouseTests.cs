using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Architecture.Tests;

/// <summary>House rules for folders, references, names and sizes of files.</summary>
public partial class HouseTests
{
    const string MadeByATool = "/**\n * This file was auto-generated";

    static readonly string[] Services = ["Organizations", "Census", "Training", "Jobs"];

    [Fact]
    public void The_root_has_only_the_known_files_and_folders()
    {
        string[] rooms =
        [
            "services",
            "gateway",
            "contracts",
            "charts",
            "tests",
            "Platform.sln",
            "skaffold.yaml",
            "README.md",
            "README.zh-CN.md",
            "CONTRIBUTING.md",
            "platform",
            "global.json",
            "BannedSymbols.txt",
            "Directory.Build.props",
            "Directory.Build.targets",
            "Directory.Packages.props",
        ];
        Assert.Empty(Tree.Files.Select(f => f.Split('/')[0]).Distinct().Where(f => !f.StartsWith('.')).Except(rooms));
    }

    [Fact]
    public void A_service_references_only_ServiceDefaults_and_Contracts()
    {
        foreach (var service in Services)
            Assert.Equal(["Contracts", "ServiceDefaults"], References($"services/{service}/{service}.csproj"));
        Assert.Equal(["Contracts"], References("services/ServiceDefaults/ServiceDefaults.csproj"));
        Assert.Empty(References("contracts/Contracts.csproj"));
    }

    [Fact]
    public void The_gateway_references_no_service() =>
        Assert.Empty(References("gateway/Gateway.csproj").Except(["ServiceDefaults", "Contracts"]));

    [Fact]
    public void Contracts_have_no_package() =>
        Assert.DoesNotContain("PackageReference", Tree.Read("contracts/Contracts.csproj"), StringComparison.Ordinal);

    [Fact]
    public void ServiceDefaults_contains_no_domain_word()
    {
        var found = Tree.Under("services/ServiceDefaults")
            .Concat(Tree.Under("services/ServiceDefaults", ".sql"))
            .SelectMany(f => DomainWord().Matches(Tree.Read(f)).Select(m => $"{f}: {m.Value}"));
        Assert.Empty(found);
    }

    [Fact]
    public void A_service_uses_no_other_services_namespace()
    {
        foreach (var service in Services)
        foreach (var other in Services.Where(s => s != service))
            Assert.DoesNotContain(Tree.Under("services/" + service), f =>
                Regex.IsMatch(Tree.Read(f), $@"^using (static )?{other}\b", RegexOptions.Multiline)
            );
    }

    [Theory]
    [
        InlineData("services/*/Program.cs", 30, 1_000),
        InlineData("gateway/Program.cs", 30, 1_000),
        InlineData("services/*/Routes.cs", 80, 4_000),
        InlineData("services/*/Features/**", 200, 6_500),
        InlineData("services/*/Domain/**", 200, 9_000)
    ]
    [
        InlineData("services/*/Reactions/**", 200, 8_000),
        InlineData("services/ServiceDefaults/**", 300, 13_500),
        InlineData("gateway/**", 200, 8_000),
        InlineData("contracts/**", 55, 2_500),
        InlineData("platform", 700, 30_000),
        InlineData(".platform/**", 400, 20_000),
        InlineData("tests/**", 900, 36_000)
    ]
    public void A_file_stays_within_its_limits_of_lines_and_characters(string pattern, int lines, int characters)
    {
        var regex = new Regex(
            "^"
                + Regex
                    .Escape(pattern)
                    .Replace(@"\*\*", ".*", StringComparison.Ordinal)
                    .Replace(@"\*", "[^/]*", StringComparison.Ordinal)
                + "$"
        );
        Assert.DoesNotContain(
            Sources
                .Where(f => regex.IsMatch(f))
                .Select(f => (File: f, Lines: Tree.Lines(f), Characters: Tree.Read(f).Length)),
            f => f.Lines > lines || f.Characters > characters
        );
    }

    /// <summary>Sources except generated files, which have a header.</summary>
    static IEnumerable<string> Sources =>
        Tree.Files.Where(f => IsSource().IsMatch(f) && !Tree.Read(f).StartsWith(MadeByATool, StringComparison.Ordinal));

    [Fact]
    public void No_line_is_wider_than_140_characters() =>
        Assert.DoesNotContain(
            Sources.SelectMany(f =>
                Tree.Read(f)
                    .Split('\n')
                    .Select((line, i) => (Place: $"{f}:{i + 1}", Width: new StringInfo(line).LengthInTextElements))
            ),
            l => l.Width > 140
        );

    /// <summary>
    /// A studio may already be registered as an organization; every other record with an id from the caller is new.
    /// </summary>
    [Fact]
    public void Only_one_use_case_accepts_an_existing_id_for_a_new_record() =>
        Assert.Equal(
            ["services/Organizations/Features/Studios/RegisterStudio.cs"],
            Tree.Files.Where(f =>
                f.StartsWith("services/", StringComparison.Ordinal)
                && f.EndsWith(".cs", StringComparison.Ordinal)
                && Tree.Read(f).Contains("[property: OfExisting]", StringComparison.Ordinal)
            )
        );

    [Fact]
    public void A_use_case_is_one_static_class_with_the_name_of_its_file()
    {
        foreach (var file in UseCases())
        {
            var name = Path.GetFileNameWithoutExtension(file);
            Assert.True(
                Regex.IsMatch(Tree.Read(file), $@"static (partial )?class {name}\b"),
                $"{file} has no static class {name}"
            );
        }
    }

    /// <summary>
    /// Helpers of an area are used by at least two files, such as a row and its view. A helper in Parts may belong to
    /// one use case, which would be too long with it.
    /// </summary>
    [Fact]
    public void A_helper_is_shared_by_several_files()
    {
        foreach (var service in Services)
        foreach (var file in Slices(service).Except(UseCases()))
        {
            var name = Path.GetFileNameWithoutExtension(file);
            var users = Tree.Under("services/" + service)
                .Count(f => f != file && Regex.IsMatch(Tree.Read(f), $@"\b{name}\b"));
            var least = file.Contains("/Parts/", StringComparison.Ordinal) ? 1 : 2;
            Assert.True(users >= least, $"{file} is used by {users} other files: move it to the file that uses it");
        }
    }

    [Fact]
    public void Every_use_case_is_named_in_Routes_Subscriptions_or_Program()
    {
        foreach (var service in Services)
        {
            var routes =
                string.Concat(
                    Tree.Under($"services/{service}")
                        .Where(f => f.EndsWith("/Routes.cs", StringComparison.Ordinal))
                        .Select(Tree.Read)
                )
                + Tree.Read($"services/{service}/Subscriptions.cs")
                + Tree.Read($"services/{service}/Program.cs");
            foreach (var file in Slices(service).Intersect(UseCases()))
                Assert.True(
                    Regex.IsMatch(routes, $@"\b{Path.GetFileNameWithoutExtension(file)}\b"),
                    $"{file} is not named in Routes.cs, Subscriptions.cs or Program.cs"
                );
        }
    }

    [Fact]
    public void Every_service_has_its_tests()
    {
        foreach (var service in Services.Append("ServiceDefaults").Append("Gateway"))
            Assert.Contains(Tree.Under($"tests/{service}.Tests"), f =>
                Tree.Read(f).Contains("Assert", StringComparison.Ordinal)
            );
    }

    [Fact]
    public void No_tracked_file_names_a_registry_or_a_local_path()
    {
        var found = Tree
            .Files.Where(f => !f.EndsWith("HouseTests.cs", StringComparison.Ordinal) && !IsBinary(f))
            .SelectMany(f => MachineOrRegistry().Matches(Tree.Read(f)).Select(m => $"{f}: {m.Value}"));
        Assert.Empty(found);
    }

    [Fact]
    public void Nothing_is_unfinished_silenced_or_skipped()
    {
        var found = Tree
            .Files.Where(f =>
                f.EndsWith(".cs", StringComparison.Ordinal) && !f.EndsWith("HouseTests.cs", StringComparison.Ordinal)
            )
            .SelectMany(f => Unfinished().Matches(Tree.Read(f)).Select(m => $"{f}: {m.Value}"));
        Assert.Empty(found);
    }

    static IEnumerable<string> Slices(string service) =>
        Tree.Under($"services/{service}/Features")
            .Concat(Tree.Under($"services/{service}/Reactions"))
            .Where(f => !f.EndsWith("/Routes.cs", StringComparison.Ordinal));

    static IEnumerable<string> UseCases() => Services.SelectMany(Slices).Where(f => Handler().IsMatch(Tree.Read(f)));

    static IEnumerable<string> References(string project) =>
        XDocument
            .Parse(Tree.Read(project))
            .Descendants("ProjectReference")
            .Select(r => Path.GetFileNameWithoutExtension((string)r.Attribute("Include")!))
            .Order();

    static bool IsBinary(string file) => Path.GetExtension(file) is ".xlsx" or ".png" or ".gz" or ".zip" or ".ico";

    [GeneratedRegex(@"(\.(cs|sql|sh|ts|mjs|tpl|ya?ml|css|props|targets|csproj)|NOTES\.txt|^platform|/run|/stage)$")]
    private static partial Regex IsSource();

    [GeneratedRegex(
        @"(?i)\b(household|resident|grid|village|visit|certificate|enrolment|posting|placement|employer|volunteer|"
            + @"division|appointment|federation|census|referral|diary)s?\b"
    )]
    private static partial Regex DomainWord();

    [GeneratedRegex(@"\b(Handle\w*|RunAsync|FireAsync)\(")]
    private static partial Regex Handler();

    [GeneratedRegex(
        @"\b(api|registry|deb|packages)\.[a-z]+\.(org|com|io|net)\b|(?<![\w.])/(work|farm|root|home/[a-z]+)/"
    )]
    private static partial Regex MachineOrRegistry();

    [GeneratedRegex(
        @"NotImplementedException|Assert\.True\(true\)|Skip *= *""|#pragma warning disable|\b(TODO|FIXME|HACK)\b"
    )]
    private static partial Regex Unfinished();
}
