using System.Collections.Concurrent;
using System.Text.Json;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace ServiceDefaults.Tests.Toys;

/// <summary>A queue of the test on an exchange: all published messages, in order, with repetitions.</summary>
sealed class Tap
{
    readonly ConcurrentQueue<Message> _messages = new();

    /// <summary>The received messages, oldest first.</summary>
    public IReadOnlyList<Message> Messages => [.. _messages];

    public static async Task<Tap> OnAsync(Place place, string exchange)
    {
        var channel = await (await place.ConnectAsync()).CreateChannelAsync();
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Fanout, durable: true);
        var queue = (await channel.QueueDeclareAsync()).QueueName;
        await channel.QueueBindAsync(queue, exchange, "");
        var tap = new Tap();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, e) =>
        {
            tap._messages.Enqueue(
                new(
                    Guid.Parse(e.BasicProperties.MessageId!),
                    Guid.Parse(Text(e.BasicProperties.Headers!["aggregate"])),
                    Convert.ToInt64(e.BasicProperties.Headers["sequence"], null),
                    JsonDocument.Parse(e.Body.ToArray()).RootElement.GetProperty("message")
                )
            );
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: true, consumer);
        return tap;
    }

    static string Text(object? header) =>
        header is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : (string)header!;

    public sealed record Message(Guid EventId, Guid Aggregate, long Sequence, JsonElement Body);
}
