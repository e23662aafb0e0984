using Jobs;
using Jobs.Features.Placements;
using ServiceDefaults;
using ServiceDefaults.Data;

var builder = ServiceHost.CreateBuilder(args).AddPlatform(Subscriptions.All);
builder.Services.AddTimer<MakeCheckDue.Due>(MakeCheckDue.Kind, MakeCheckDue.Handle);
return await builder.RunPlatformAsync(args, Routes.Map);
