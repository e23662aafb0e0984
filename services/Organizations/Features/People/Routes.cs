using ServiceDefaults.Auth;
using ServiceDefaults.Http;
using ServiceDefaults.Imports;
using static Organizations.Domain.Posts;

namespace Organizations.Features.People;

/// <summary>人员 People</summary>
static class Routes
{
    public static void Map(RouteGroupBuilder v1)
    {
        v1.MapGet("/me", GetMe.Handle).AllowPerson();
        v1.MapPost("/people/names", GetNames.Handle).AllowStaff(OfAreas).OnlyReads();
        v1.MapPost("/people", RegisterPerson.Handle).AllowStaff(Office);
        v1.MapGet("/people", ListPeople.Handle).AllowStaff(Lead);
        v1.MapGet("/people/{id:guid}", GetPerson.Handle).AllowStaff(Lead);
        v1.MapPatch("/people/{id:guid}", ChangePerson.Handle).AllowStaff(Office);
        v1.MapPut("/people/{id:guid}/photo", SetPhoto.Handle).AllowStaff(Office);
        v1.MapGet("/people/{id:guid}/photo", GetPhoto.Handle).AllowStaff(Lead).AllowPerson();
        v1.MapPost("/people-imports", ImportPeople.Handle).AllowStaff(Office).TakesUpload();
        v1.MapImports(ImportPeople.Handlers, "人员", "people", Office);
    }
}
