namespace Platform.Tests.Generated;

/// <summary>Households and needs, classes and certificates, postings and placements.</summary>
public sealed partial class PreparedRequests
{
    Dictionary<string, Func<Task<PreparedRequest>>> OfCensus() =>
        new()
        {
            ["POST /census/v1/households"] = () =>
                Task.FromResult(new PreparedRequest(Census + "households", Household(Woman()))),
            ["POST /census/v1/needs"] = async () => new(Census + "needs", Need(await ResidentAsync())),
            ["POST /census/v1/needs/{id}/close"] = async () =>
                new(
                    $"{Census}needs/{await MakeAsync(Census + "needs", Need(await ResidentAsync()))}/close",
                    """{"outcome":"withdrawn"}"""
                ),
        };

    Dictionary<string, Func<Task<PreparedRequest>>> OfTraining() =>
        new()
        {
            ["POST /training/v1/classes/{id}/enrolments"] = async () =>
                new($"{Training}classes/{await ClassAsync()}/enrolments", Person(await SeekerAsync())),
            ["POST /training/v1/classes/{id}/lessons/{n}/attendance"] = async () =>
            {
                var (course, enrolment) = await EnrolledAsync();
                return new(
                    $"{Training}classes/{course}/lessons/1/attendance",
                    $$"""{"present":["{{enrolment}}"],"absent":[]}"""
                );
            },
            ["POST /training/v1/classes/{id}/cancel"] = async () =>
                new($"{Training}classes/{(await EnrolledAsync()).Class}/cancel", """{"reasonCode":"no-venue"}"""),
            ["POST /training/v1/enrolments/{id}/leave"] = async () =>
                new($"{Training}enrolments/{(await EnrolledAsync()).Enrolment}/leave", """{"reasonCode":"family"}"""),
            ["POST /training/v1/enrolments/{id}/assessment"] = async () =>
                new($"{Training}enrolments/{(await EnrolledAsync()).Enrolment}/assessment", """{"score":88}"""),
            ["POST /training/v1/enrolments/{id}/assessment/reopen"] = async () =>
                new($"{Training}enrolments/{await PassedAsync()}/assessment/reopen", "{}"),
            ["POST /training/v1/enrolments/{id}/certificate"] = async () =>
                new($"{Training}enrolments/{await PassedAsync()}/certificate", "{}"),
            ["POST /training/v1/certificates/{id}/revoke"] = async () =>
            {
                var certificate = await MakeAsync($"{Training}enrolments/{await PassedAsync()}/certificate", "{}");
                return new($"{Training}certificates/{certificate}/revoke", """{"reasonCode":"issued-in-error"}""");
            },
        };

    Dictionary<string, Func<Task<PreparedRequest>>> OfJobs() =>
        new()
        {
            ["POST /jobs/v1/referrals"] = async () =>
                new(Jobs + "referrals", Referral(await SeekerAsync(), await PostingAsync())),
            ["POST /jobs/v1/referrals/{id}/hire"] = async () => Hire(await ReferredAsync()),
            ["POST /jobs/v1/referrals/{id}/refuse"] = async () =>
                new($"{Jobs}referrals/{await ReferredAsync()}/refuse", """{"reasonCode":"wage"}"""),
            ["POST /jobs/v1/referrals/{id}/withdraw"] = async () =>
                new($"{Jobs}referrals/{await ReferredAsync()}/withdraw", """{"reasonCode":"no-answer"}"""),
            ["POST /jobs/v1/placements/{id}/checks"] = async () =>
            {
                var hire = Hire(await ReferredAsync());
                var placement = await MakeAsync(hire.Address, (string)hire.Body!);
                // Makes the check after three months due.
                await _platform
                    .Databases["jobs"]
                    .Execute(
                        """
                        update placement_checks
                        set state = 'due', due_on = current_date - 1
                        where placement_id = @placement and months = 3
                        """,
                        new { placement }
                    );
                return new($"{Jobs}placements/{placement}/checks", """{"months":3,"employed":true}""");
            },
        };

    static string Person(Guid person) => $$"""{"personId":"{{person}}"}""";

    Task<Guid> ClassAsync() =>
        MakeAsync(
            Training + "classes",
            $$"""
            {
              "course": "domestic-service", "divisionId": "{{_county}}", "name": "家政服务班{{Next()}}", "startsOn": "{{Day(
                Today
            )}}", "endsOn": "{{Day(Today)}}",
              "capacity": 20, "passMark": 60, "attendanceRequired": 0, "lessons": [{ "day": "{{Day(
                Today
            )}}", "from": "09:00", "to": "10:30" }]
            }
            """
        );

    async Task<(Guid Class, Guid Enrolment)> EnrolledAsync()
    {
        var course = await ClassAsync();
        return (course, await MakeAsync($"{Training}classes/{course}/enrolments", Person(await SeekerAsync())));
    }

    async Task<Guid> PassedAsync()
    {
        var (_, enrolment) = await EnrolledAsync();
        await PostAsync($"{Training}enrolments/{enrolment}/assessment", """{"score":88}""");
        return enrolment;
    }

    Task<Guid> PostingAsync() =>
        MakeAsync(
            Jobs + "postings",
            $$"""
            {
              "title": "家政服务员", "divisionId": "{{_county}}", "skills": ["domestic-service"],
              "hours": [{ "day": 1, "from": "09:00", "to": "14:30" }],
              "wageFrom": 3200, "wageTo": 4200, "openings": 2, "description": "包培训。", "flexible": true
            }
            """
        );

    static string Referral(Guid person, Guid posting) => $$"""{"personId":"{{person}}","postingId":"{{posting}}"}""";

    async Task<Guid> ReferredAsync() =>
        await MakeAsync(Jobs + "referrals", Referral(await SeekerAsync(), await PostingAsync()));

    static PreparedRequest Hire(Guid referral) =>
        new($"{Jobs}referrals/{referral}/hire", $$"""{"startedOn":"{{Day(Today)}}"}""");
}
