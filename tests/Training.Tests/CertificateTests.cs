using System.Net.Http.Headers;
using Testing;
using Training.Domain;

namespace Training.Tests;

/// <summary>Numbers of certificates, and the public page that verifies them.</summary>
public class CertificateTests(TrainingFixture training)
{
    const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Fact]
    public async Task Numbers_of_a_county_have_no_gaps_and_a_valid_check_character()
    {
        var scene = await Scene.CreateAsync(training);
        var passed = new List<Guid>();
        for (var i = 0; i < 3; i++)
            passed.Add((await scene.Pass()).Enrolment);
        var issued = await Task.WhenAll(passed.Select(scene.Certify));
        var numbers = issued.Select(a => Parse(a.Expect(201)["number"].GetString()!)).OrderBy(n => n.Serial).ToList();
        Assert.Equal([1, 2, 3], numbers.Select(n => n.Serial));
        Assert.All(numbers, n => Assert.Equal((scene.County.Code[..6], scene.Today.Year), (n.Area, n.Year)));
        Assert.Equal(3, issued.Select(a => a["verification"].GetString()).Distinct().Count());
    }

    [Fact]
    public async Task An_enrolment_certified_twice_at_once_has_one_certificate()
    {
        var scene = await Scene.CreateAsync(training);
        var (person, _, enrolment) = await scene.Pass();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.Certify(enrolment)));
        Assert.Equal(1, answers.Count(a => a.Status == 201));
        foreach (var refused in answers.Where(a => a.Status != 201))
            refused.Refused(409, "TRN-0009");
        Assert.Single((await scene.Service.As(person).Get("/training/v1/me/certificates")).Expect(200).Items);
    }

    [Fact]
    public async Task A_name_beyond_the_BMP_is_masked_by_characters()
    {
        var scene = await Scene.CreateAsync(training);
        var certificate = (await scene.Certify((await scene.Pass("𠮷田芳")).Enrolment)).Expect(201);
        var shown = (
            await scene
                .Service.AsNobody()
                .Get($"/training/v1/certificates/verify/{certificate["verification"].GetString()}")
        ).Expect(200);
        Assert.Equal("𠮷**", shown["name"].GetString());
    }

    [Fact]
    public async Task A_link_with_added_parameters_shows_the_certificate()
    {
        var scene = await Scene.CreateAsync(training);
        var certificate = (await scene.Certify((await scene.Pass()).Enrolment)).Expect(201);
        var link = certificate["verification"].GetString() + "?from=singlemessage&isappinstalled=0";
        (await Page(scene.Service, link)).Expect(200);
    }

    [Fact]
    public async Task A_program_gets_json_with_the_name_masked()
    {
        var scene = await Scene.CreateAsync(training);
        var certificate = (await scene.Certify((await scene.Pass("王秀兰")).Enrolment)).Expect(201);
        var nobody = scene.Service.AsNobody();
        var shown = (
            await nobody.Get($"/training/v1/certificates/verify/{certificate["verification"].GetString()}")
        ).Expect(200);
        Assert.Equal(
            (
                "valid",
                certificate["number"].GetString(),
                "domestic-service",
                "家政服务",
                "王**",
                scene.Today.ToString("yyyy-MM-dd", null),
                "黄龙县妇女联合会"
            ),
            (
                shown["status"].GetString(),
                shown["number"].GetString(),
                shown["course"].GetString(),
                shown["courseName"].GetString(),
                shown["name"].GetString(),
                shown["issuedOn"].GetString(),
                shown["issuer"].GetString()
            )
        );
        Assert.DoesNotContain("秀", shown.Text, StringComparison.Ordinal);
        (
            await nobody.Get(
                $"/training/v1/certificates/verify/{certificate["verification"].GetString()!.ToUpperInvariant()}"
            )
        ).Expect(200);
        foreach (var wrong in new[] { VerificationCode.Create(), "x", new string('a', 500), "%E7%8E%8B" })
            (await nobody.Get($"/training/v1/certificates/verify/{wrong}")).Refused(404, "TRN-0011");
    }

    [Fact]
    public async Task A_browser_gets_a_page_in_two_languages_without_scripts()
    {
        var scene = await Scene.CreateAsync(training);
        var certificate = (await scene.Certify((await scene.Pass("王秀兰")).Enrolment)).Expect(201);
        var page = await Page(scene.Service, certificate["verification"].GetString()!);
        page.Expect(200);
        Assert.Equal("text/html; charset=utf-8", page.Headers["Content-Type"]);
        foreach (
            var text in new[]
            {
                "证书有效",
                "This certificate is valid",
                "王**",
                "家政服务",
                "Domestic service",
                certificate["number"].GetString()!,
                scene.Today.ToString("yyyy-MM-dd", null),
                "黄龙县妇女联合会",
                "Issued by",
            }
        )
            Assert.Contains(text, page.Text, StringComparison.Ordinal);
        Assert.True(
            page.Text.IndexOf("证书有效", StringComparison.Ordinal)
                < page.Text.IndexOf("This certificate is valid", StringComparison.Ordinal)
        );
        Assert.StartsWith("<!doctype html>\n<html lang=\"zh-CN\">", page.Text, StringComparison.Ordinal);
        Assert.Contains("width=device-width", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("秀", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("http", page.Text, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith(
            "default-src 'none'; style-src 'sha256-",
            page.Headers["Content-Security-Policy"],
            StringComparison.Ordinal
        );
        Assert.True(page.Text.Length < 5_000);

        var unknown = await Page(scene.Service, VerificationCode.Create());
        unknown.Expect(404);
        Assert.Contains("查无此证书", unknown.Text, StringComparison.Ordinal);
        Assert.Contains("No such certificate", unknown.Text, StringComparison.Ordinal);
        Assert.Equal("text/html; charset=utf-8", unknown.Headers["Content-Type"]);
    }

    [Fact]
    public async Task The_pages_policy_allows_only_its_own_style()
    {
        var page = await Page(training.Service, VerificationCode.Create());
        var style = page.Text.Split("<style>")[1].Split("</style>")[0];
        var hash = Convert.ToBase64String(
            System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style))
        );
        Assert.Contains(
            $"style-src 'sha256-{hash}'",
            page.Headers["Content-Security-Policy"],
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("style=", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [
        InlineData("text/html", true),
        InlineData(Browser, true),
        InlineData("application/json", false),
        InlineData("*/*", false),
        InlineData("application/json, text/html;q=0.5", false),
        InlineData("text/html;q=0", false)
    ]
    public async Task The_Accept_header_chooses_page_or_json(string accept, bool isPage)
    {
        var answer = await Page(training.Service, VerificationCode.Create(), accept);
        answer.Expect(404);
        Assert.Equal(isPage, answer.Headers["Content-Type"].StartsWith("text/html", StringComparison.Ordinal));
    }

    internal static async Task<Answer> Page(TestService service, string verification, string accept = Browser)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/training/v1/certificates/verify/{verification}");
        foreach (var part in accept.Split(','))
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(part.Trim()));
        using var response = await service.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return new(
            request.Method,
            request.RequestUri!.ToString(),
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value))
        );
    }

    static CertificateNumber Parse(string text)
    {
        Assert.Null(CertificateNumber.Parse(text, out var number));
        return number;
    }
}
