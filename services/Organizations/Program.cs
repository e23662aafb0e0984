using Organizations;
using Organizations.Features.Appointments;
using Organizations.Features.Divisions;
using ServiceDefaults;
using ServiceDefaults.Imports;

var builder = ServiceHost.CreateBuilder(args).AddPlatform(Subscriptions.All).AddImports(ImportDivisions.Kind);
return await builder.RunPlatformAsync(args, Routes.Map, AppointAdministrator.Verb);
