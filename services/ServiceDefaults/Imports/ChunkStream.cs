using System.Data;
using Npgsql;

namespace ServiceDefaults.Imports;

/// <summary>A stored file as a stream that can seek, holding one piece at a time. Synchronous: the readers of both formats are.</summary>
sealed class ChunkStream(NpgsqlConnection connection, Guid importId, long length) : Stream
{
    int _held = -1;
    byte[] _piece = [];

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => length;
    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (Position >= length || buffer.Length == 0) return 0;
        var (no, offset) = ((int)(Position / ImportUpload.ChunkSize), (int)(Position % ImportUpload.ChunkSize));
        if (no != _held) Fetch(no);
        var count = Math.Min(buffer.Length, _piece.Length - offset);
        _piece.AsSpan(offset, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush() { }
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    void Fetch(int no)
    {
        using var command = new NpgsqlCommand("select content from platform.import_chunks where import_id = $1 and no = $2", connection) { Parameters = { new() { Value = importId }, new() { Value = no } } };
        _piece = (byte[]?)command.ExecuteScalar() ?? throw new DataException($"Piece {no} of import {importId} is gone.");
        _held = no;
    }
}
