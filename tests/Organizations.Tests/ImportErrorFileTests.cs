using Contracts.Organizations.V1;
using Testing;

namespace Organizations.Tests;

/// <summary>The error file holds full numbers: it is disclosed to the sender, for a reason, and audited.</summary>
public class ImportErrorFileTests(OrganizationsFixture fixture)
{
    const string Imports = "/organizations/v1/people-imports";
    const string CitizenId = "350111199003070028";
    static readonly object s_reason = new { reason = "核对身份证号" };
    readonly TestService _service = fixture.Service;

    [Fact]
    public async Task The_sender_gets_the_file_for_a_reason_and_the_audit_keeps_each_time()
    {
        var (_, sender, job) = await NewAsync();
        foreach (var key in new[] { "the-same-key", "the-same-key", "another-key" })
        {
            var file = (await sender.Post($"{Imports}/{job.Id}/errors?format=csv", s_reason, key)).Expect(200);
            Assert.Contains(CitizenId, file.Text, StringComparison.Ordinal);
            Assert.Equal("no-store, private", file.Headers["Cache-Control"]);
        }
        Assert.Equal(
            ["核对身份证号", "核对身份证号", "核对身份证号"],
            await _service.Database.Query<string>(
                """
                select purpose
                from platform.audit
                where caller_id = @Subject and @Id = any (subjects) and action = @action
                """,
                new
                {
                    sender.Subject,
                    job.Id,
                    action = "POST /organizations/v1/people-imports/{id:guid}/errors",
                }
            )
        );
    }

    [Theory]
    [
        InlineData("{}", "PLT-0001", "/reason PLT-1001"),
        InlineData("""{"reason":"  看 "}""", "PLT-0001", "/reason PLT-0064")
    ]
    [
        InlineData("""{"reason":"a\u0007bcd"}""", "PLT-0001", "/reason PLT-1020"),
        InlineData("""{"why":"核对身份证号"}""", "PLT-0002", "/why PLT-1009")
    ]
    public async Task Without_a_reason_there_is_no_file(string body, string code, string error)
    {
        var (_, sender, job) = await NewAsync();
        var answer = (
            await sender.Send(
                HttpMethod.Post,
                $"{Imports}/{job.Id}/errors",
                body,
                ("Idempotency-Key", Guid.NewGuid().ToString())
            )
        ).Refused(400, code, error);
        Assert.DoesNotContain(CitizenId, answer.Text, StringComparison.Ordinal);
        (await sender.Get($"{Imports}/{job.Id}/errors")).Expect(405);
    }

    [Fact]
    public async Task A_caller_who_did_not_send_the_import_sees_counts_and_rules_and_no_file()
    {
        var (province, sender, job) = await NewAsync();
        foreach (
            var other in new[] { province.Administrator, await province.Staff(Post.FederationOfficer, province.County) }
        )
        {
            var seen = (await other.Get($"{Imports}/{job.Id}")).Expect(200);
            Assert.Equal(
                (1, false, sender.Subject),
                (seen["rejected"].GetInt32(), seen["mine"].GetBoolean(), seen["createdBy"].GetGuid())
            );
            var rejection = Assert.Single((await other.Get($"{Imports}/{job.Id}/rejections")).Expect(200).Items);
            Assert.Equal("PLT-1005", rejection.GetProperty("rule").GetString());
            Assert.DoesNotContain(CitizenId, rejection.GetRawText(), StringComparison.Ordinal);
            (await other.Post($"{Imports}/{job.Id}/errors", s_reason)).Refused(403, "PLT-0061");
        }
        Assert.True((await sender.Get($"{Imports}/{job.Id}")).Expect(200)["mine"].GetBoolean());
    }

    async Task<(Province Province, Client Sender, Answer Job)> NewAsync()
    {
        var province = await Province.NewAsync(_service);
        var sender = await province.Staff(Post.FederationOfficer, province.County);
        var job = await PeopleImportTests.UploadAsync(
            sender,
            "people-imports",
            $"姓名,身份证号,电话,区划代码\n错号,{CitizenId},,{province.Village}\n"
        );
        Assert.Equal(("rejected", 1), (job["state"].GetString(), job["rejected"].GetInt32()));
        return (province, sender, job);
    }
}
