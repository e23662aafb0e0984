using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gateway.Trial;

/// <summary>
/// Sends the client's own requests to the authority in the same process: its address is known only when it serves.
/// </summary>
sealed class OwnAddress(IServer server) : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    const string Host = "own.invalid";

    public static string Of(string path) => $"http://{Host}{path}";

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        if (request.RequestUri is { Host: Host } address)
            request.RequestUri = new Uri(Served(), address.PathAndQuery);
        return base.SendAsync(request, cancellationToken);
    }

    Uri Served()
    {
        var address = BindingAddress.Parse(server.Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var host = address.Host is "+" or "*" or "[::]" or "0.0.0.0" ? "localhost" : address.Host;
        return new($"{address.Scheme}://{host}:{address.Port}");
    }
}
