using System.Runtime.InteropServices;
using Tmds.DBus.Protocol;

namespace OciReconciler.DBus.Units;

/// <summary>
/// A property of a transient unit, which writes itself with the D-Bus type that systemd wants for it. A closed hierarchy; immutable.
/// </summary>
/// <param name="Name">systemd's name of it on D-Bus (org.freedesktop.systemd1(5)), such as TimeoutStopUSec.</param>
public abstract record TransientProperty(string Name)
{
    /// <summary>Writes the value as a variant.</summary>
    /// <exception cref="ArgumentException">A string that D-Bus cannot carry.</exception>
    internal abstract void WriteVariant(ref MessageWriter writer);

    /// <summary>s, such as Description or Type.</summary>
    public sealed record Text(string Name, string Value) : TransientProperty(Name)
    {
        /// <inheritdoc/>
        internal override void WriteVariant(ref MessageWriter writer)
        {
            writer.WriteSignature("s"u8);
            writer.WriteText(Value);
        }
    }

    /// <summary>
    /// as, such as After, Environment (NAME=VALUE) or RequiresMountsFor. Sent twice, an array is appended to; empty resets it.
    /// </summary>
    public sealed record Texts(string Name, ImmutableArray<string> Values) : TransientProperty(Name)
    {
        /// <inheritdoc/>
        internal override void WriteVariant(ref MessageWriter writer)
        {
            writer.WriteSignature("as"u8);
            writer.WriteTexts(Values);
        }
    }

    /// <summary>b, such as Delegate.</summary>
    public sealed record Bool(string Name, bool Value) : TransientProperty(Name)
    {
        /// <inheritdoc/>
        internal override void WriteVariant(ref MessageWriter writer) => writer.WriteVariantBool(Value);
    }

    /// <summary>u, such as SocketMode.</summary>
    public sealed record Number(string Name, uint Value) : TransientProperty(Name)
    {
        /// <inheritdoc/>
        internal override void WriteVariant(ref MessageWriter writer) => writer.WriteVariantUInt32(Value);
    }

    /// <summary>t, such as MemoryMax or CapabilityBoundingSet.</summary>
    public sealed record Large(string Name, ulong Value) : TransientProperty(Name)
    {
        /// <inheritdoc/>
        internal override void WriteVariant(ref MessageWriter writer) => writer.WriteVariantUInt64(Value);
    }

    /// <summary>LoadCredential, a(ss): a file that a service gets in a directory of its own.</summary>
    /// <param name="Id">The name that the service knows it by.</param>
    /// <param name="Path">Absolute path of the file, which systemd reads.</param>
    public sealed record Credential(string Id, string Path) : TransientProperty("LoadCredential")
    {
        /// <inheritdoc/>
        internal override void WriteVariant(ref MessageWriter writer)
        {
            writer.WriteSignature("a(ss)"u8);
            ArrayStart credentials = writer.WriteArrayStart(DBusType.Struct);
            writer.WriteStructureStart();
            writer.WriteText(Id);
            writer.WriteText(Path);
            writer.WriteArrayEnd(credentials);
        }
    }

    /// <summary>t in microseconds, such as TimeoutStopUSec.</summary>
    /// <param name="Value">Null is "never"; zero would be "at once", not "never" as in a unit file.</param>
    public sealed record Duration(string Name, TimeSpan? Value) : TransientProperty(Name)
    {
        /// <summary>What is sent.</summary>
        internal ulong Microseconds => Value is { } limit ? (ulong)limit.TotalMicroseconds : ulong.MaxValue;

        /// <inheritdoc/>
        internal override void WriteVariant(ref MessageWriter writer) => writer.WriteVariantUInt64(Microseconds);
    }

    /// <summary>
    /// h, such as StandardOutputFileDescriptor. It is closed once the call was sent. The caller closes it too, after the call: one that
    /// fails may have come to nothing before.
    /// </summary>
    public sealed record Descriptor(string Name, SafeHandle Handle) : TransientProperty(Name)
    {
        /// <inheritdoc/>
        internal override void WriteVariant(ref MessageWriter writer)
        {
            // The library's exception for it is the one for a connection that is over.
            if (Handle.IsClosed)
                throw new ArgumentException($"the descriptor for {Name} is closed");
            writer.WriteVariantHandle(Handle);
        }
    }

    /// <summary>Asserts, a(sbbs): what has to hold when a unit is started.</summary>
    /// <param name="Values">As in a unit file: '|' before those of which one is enough, then '!' before what must not be.</param>
    public sealed record Asserts(string Kind, ImmutableArray<string> Values) : TransientProperty("Asserts")
    {
        /// <inheritdoc/>
        internal override void WriteVariant(ref MessageWriter writer)
        {
            writer.WriteSignature("a(sbbs)"u8);
            ArrayStart asserts = writer.WriteArrayStart(DBusType.Struct);
            foreach (string value in Values)
            {
                bool isTrigger = value.StartsWith('|');
                string rest = isTrigger ? value[1..] : value;
                bool isNegated = rest.StartsWith('!');
                writer.WriteStructureStart();
                writer.WriteText(Kind);
                writer.WriteBool(isTrigger);
                writer.WriteBool(isNegated);
                writer.WriteText(isNegated ? rest[1..] : rest);
            }

            writer.WriteArrayEnd(asserts);
        }
    }

    /// <summary>Listen, a(ss): a stream socket of a .socket unit at an absolute path.</summary>
    public sealed record ListenStream(string Path) : TransientProperty("Listen")
    {
        /// <inheritdoc/>
        internal override void WriteVariant(ref MessageWriter writer)
        {
            writer.WriteSignature("a(ss)"u8);
            ArrayStart sockets = writer.WriteArrayStart(DBusType.Struct);
            writer.WriteStructureStart();
            writer.WriteText("Stream");
            writer.WriteText(Path);
            writer.WriteArrayEnd(sockets);
        }
    }
}
