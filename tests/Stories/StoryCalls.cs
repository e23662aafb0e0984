using System.Net;

namespace Stories;

/// <summary>Calls and request bodies that several steps or stories share.</summary>
public static class StoryCalls
{
    public static async Task<Guid> DivisionAsync(this PlatformClient client, string code) =>
        (await client.GetAsync(null, $"/organizations/v1/divisions/by-code/{code}")).Expect(HttpStatusCode.OK).Id;

    /// <param name="id">Null: the service makes one.</param>
    /// <param name="division">Null: the own area of the caller.</param>
    public static async Task<Guid> RegisterAsync(
        this PlatformClient client,
        Guid by,
        Citizen person,
        Guid? id = null,
        Guid? division = null
    ) => (
            await client.PostAsync(
                by,
                "/organizations/v1/people",
                new
                {
                    id,
                    name = person.Name,
                    telephone = person.Telephone,
                    citizenId = person.CitizenId,
                    divisionId = division,
                }
            )
        ).Expect(HttpStatusCode.Created).Id;

    public static async Task AppointAsync(
        this PlatformClient client,
        Guid by,
        Guid person,
        string post,
        Guid division
    ) =>
        (
            await client.PostAsync(
                by,
                "/organizations/v1/appointments",
                new
                {
                    personId = person,
                    post,
                    divisionId = division,
                }
            )
        ).Expect(HttpStatusCode.Created);

    /// <summary>Waits until the service that owns the path has applied the appointment of the person.</summary>
    public static Task LetInAsync(this PlatformClient client, Guid who, string path) =>
        client.EventuallyAsync(
            "the appointment holds",
            () => client.GetAsync(who, path),
            a => a.Status != HttpStatusCode.Forbidden
        );

    public static object Lesson(DateOnly day, string from, string to) =>
        new
        {
            day,
            from,
            to,
        };

    /// <param name="relation">To the head of the household, GB/T 4761.</param>
    public static object Resident(Citizen c, string relation, string employment) =>
        new
        {
            name = c.Name,
            relation,
            citizenId = c.CitizenId,
            sex = c.Sex,
            birthDate = c.BirthDate,
            telephone = c.Telephone,
            employment,
        };
}
