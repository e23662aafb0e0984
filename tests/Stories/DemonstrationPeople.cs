using System.Net;
using Contracts.Organizations.V1;

namespace Stories;

/// <summary>
/// Registers invented people and appoints them, so that there is somebody to be when the platform is tried. A person who
/// exists keeps the record and the posts as users have left them.
/// </summary>
public sealed class DemonstrationPeople(PlatformClient client, TextWriter say, TimeProvider clock)
{
    /// <summary>The same at each load: the same people.</summary>
    const long Seed = 20_260_308;
    const string Province = "610000000000",
        City = "610600000000",
        OtherCounty = "371525000000";

    /// <summary>Each post over an area that opens work, and some of those who serve one.</summary>
    static readonly (string Post, string Division)[] Held =
    [
        (Post.PlatformAdministrator, Province),
        (Post.FederationOfficer, Province),
        (Post.FederationOfficer, City),
        (Post.FederationOfficer, FromVisitToJob.County),
        (Post.FederationOfficer, OtherCounty),
        (Post.FederationOfficer, FromVisitToJob.Township),
        (Post.Chair, FromVisitToJob.County),
        (Post.Chair, FromVisitToJob.Township),
        (Post.Chair, FromVisitToJob.Community),
        (Post.ViceChair, FromVisitToJob.County),
        (Post.ExecutiveMember, FromVisitToJob.Community),
        (Post.ExecutiveMember, FromVisitToJob.Community),
        (Post.GridHead, FromVisitToJob.Community),
        (Post.GridMember, FromVisitToJob.Community),
        (Post.TrainingOfficer, FromVisitToJob.County),
        (Post.Trainer, FromVisitToJob.County),
        (Post.JobOfficer, FromVisitToJob.County),
        (Post.CaseAgent, FromVisitToJob.Community),
        (Post.Matchmaker, FromVisitToJob.Community),
        (Post.Volunteer, FromVisitToJob.Community),
    ];

    public async Task LoadAsync()
    {
        var begun = clock.GetTimestamp();
        var people = new People(Seed);
        var added = 0;
        foreach (var (number, (post, division)) in Held.Index())
            if (await AddAsync(Id(number), people.Woman(1965 + number), post, division))
                added++;
        await say.WriteLineAsync(
            $"people 人员: {added} new 新增, {Held.Length - added} unchanged 不变 "
                + $"({clock.GetElapsedTime(begun).TotalMilliseconds:0} ms)"
        );
    }

    /// <summary>The id of each person is fixed, so that a load finds what an earlier one has made.</summary>
    public static Guid Id(int number) => Guid.Parse($"00000000-0000-7000-8000-0000000001{number:00}");

    /// <returns>False: the person has, or had, a post already.</returns>
    async Task<bool> AddAsync(Guid id, Citizen person, string post, string code)
    {
        var administrator = FromVisitToJob.Administrator;
        var posts = await client.GetAsync(administrator, $"/organizations/v1/people/{id}/appointments");
        if (posts.Expect(HttpStatusCode.OK)["items"].GetArrayLength() > 0)
            return false;
        var division = await client.DivisionAsync(code);
        var known = await client.GetAsync(administrator, $"/organizations/v1/people/{id}");
        if (known.Status == HttpStatusCode.NotFound)
            await client.RegisterAsync(administrator, person, id, division);
        else
            known.Expect(HttpStatusCode.OK);
        await client.AppointAsync(administrator, id, post, division);
        return true;
    }
}
