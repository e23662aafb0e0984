using System.Buffers.Binary;
using System.Text;
using Npgsql;

namespace ServiceDefaults.Imports;

/// <summary>
/// Writes the data of COPY ... FROM STDIN (FORMAT BINARY) directly: several times faster per value than a typed
/// importer, which looks up each value's type. The caller writes exactly the statement's columns in order; the server
/// refuses anything else.
/// </summary>
public sealed class BinaryCopy : IDisposable
{
    static readonly byte[] Signature = [.. "PGCOPY\n"u8, 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
    static readonly DateOnly Epoch = new(2000, 1, 1);
    readonly NpgsqlRawCopyStream _stream;
    readonly byte[] _buffer = new byte[64 * 1024];
    int _used;
    bool _complete;

    BinaryCopy(NpgsqlRawCopyStream stream) => _stream = stream;

    public static BinaryCopy Begin(NpgsqlConnection connection, string sql)
    {
        var copy = new BinaryCopy(connection.BeginRawBinaryCopy(sql));
        Signature.CopyTo(copy.Room(Signature.Length));
        return copy;
    }

    public void Row(short columns) => BinaryPrimitives.WriteInt16BigEndian(Room(2), columns);

    public void Write(Guid? value)
    {
        if (value is { } id)
            id.TryWriteBytes(Value(16), bigEndian: true, out _);
        else
            BinaryPrimitives.WriteInt32BigEndian(Room(4), -1);
    }

    public void Write(int value) => BinaryPrimitives.WriteInt32BigEndian(Value(4), value);

    public void Write(DateOnly value) => Write(value.DayNumber - Epoch.DayNumber);

    /// <summary>Writes a text of at most 10,000 characters.</summary>
    public void Write(string value)
    {
        if (_buffer.Length - _used < 4 + value.Length * 3)
            Send();
        var length = Encoding.UTF8.GetBytes(value, _buffer.AsSpan(_used + 4));
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(_used), length);
        _used += 4 + length;
    }

    /// <summary>Ends the data; without this call nothing is copied.</summary>
    public void Complete()
    {
        BinaryPrimitives.WriteInt16BigEndian(Room(2), -1);
        Send();
        _complete = true;
        _stream.Dispose();
    }

    public void Dispose()
    {
        if (!_complete)
            _stream.Cancel();
    }

    Span<byte> Value(int length)
    {
        var room = Room(4 + length);
        BinaryPrimitives.WriteInt32BigEndian(room, length);
        return room[4..];
    }

    Span<byte> Room(int length)
    {
        if (_buffer.Length - _used < length)
            Send();
        _used += length;
        return _buffer.AsSpan(_used - length, length);
    }

    void Send()
    {
        _stream.Write(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
