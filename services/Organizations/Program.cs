using Organizations;
using Organizations.Features.Appointments;
using ServiceDefaults;
using ServiceDefaults.Data;
using ServiceDefaults.Imports;
using ServiceDefaults.Sealing;

var builder = ServiceHost
    .CreateBuilder(args)
    .AddPlatform(Subscriptions.All)
    .AddImports(Subscriptions.Files)
    .AddTimers(Subscriptions.Timers);
return await builder.RunPlatformAsync(
    args,
    Organizations.Routes.Map,
    AppointAdministrator.Verb,
    Reseal.Verb(SealedColumns.All)
);
