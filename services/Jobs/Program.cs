using Jobs;
using Jobs.Features.Placements;
using ServiceDefaults;
using ServiceDefaults.Data;
using ServiceDefaults.Sealing;

var builder = ServiceHost.CreateBuilder(args).AddPlatform(Subscriptions.All);
builder.Services.AddTimer<MakeCheckDue.Due>(MakeCheckDue.Kind, MakeCheckDue.Handle);
return await builder.RunPlatformAsync(args, Jobs.Routes.Map, Reseal.Verb(SealedColumns.All));
