using Organizations;
using Organizations.Features.Appointments;
using ServiceDefaults;

var builder = ServiceHost.CreateBuilder(args).AddPlatform(Subscriptions.All);
return await builder.RunPlatformAsync(args, Routes.Map, AppointAdministrator.Verb);
