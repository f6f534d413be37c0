using Tmds.DBus.Protocol;

namespace OciReconciler.DBus.Units;

/// <summary>
/// Reads the answers to GetAll. systemd tells hundreds of properties of a service: those that are not used are passed over without being
/// made. Pure. A property of another type is a <see cref="DBusReadException"/>. One that is missing has its default; only a unit without
/// LoadState and a service without NRestarts are a <see cref="DBusUnexpectedValueException"/>.
/// </summary>
internal sealed class PropertyReader
{
    private readonly HashSet<string> _namedBy = new(StringComparer.Ordinal);
    private UnitProperties _unit = new();
    private ServiceProperties _service = new();
    private bool _isService;

    private PropertyReader()
    {
    }

    /// <summary>a{sv} of a unit's Unit interface.</summary>
    internal static UnitProperties ReadUnit(ref Reader reader)
    {
        var properties = new PropertyReader();
        properties.Read(ref reader);
        return properties.Unit();
    }

    /// <summary>a{sv} of all interfaces of a service.</summary>
    internal static ServiceProperties ReadService(ref Reader reader)
    {
        var properties = new PropertyReader();
        properties.Read(ref reader);
        return properties._isService
            ? properties._service with { Unit = properties.Unit() }
            : throw new DBusUnexpectedValueException("the unit has no property NRestarts: it is no service");
    }

    private void Read(ref Reader reader)
    {
        ArrayEnd end = reader.ReadDictionaryStart();
        while (reader.HasNext(end))
        {
            reader.AlignStruct();
            ReadOnlySpan<byte> name = reader.ReadStringAsSpan();
            if (!ReadOfUnit(ref reader, name) && !ReadOfService(ref reader, name) && !ReadNaming(ref reader, name))
                VariantReading.SkipVariant(ref reader);
        }
    }

    private UnitProperties Unit() => _unit.LoadState.Length > 0
        ? _unit with { NamedBy = [.. _namedBy] }
        : throw new DBusUnexpectedValueException("the unit has no property LoadState");

    private bool ReadOfUnit(ref Reader reader, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("LoadState"u8))
            _unit = _unit with { LoadState = reader.ReadTextVariant() };
        else if (name.SequenceEqual("ActiveState"u8))
            _unit = _unit with { ActiveState = reader.ReadTextVariant() };
        else if (name.SequenceEqual("SubState"u8))
            _unit = _unit with { SubState = reader.ReadTextVariant() };
        else if (name.SequenceEqual("FragmentPath"u8))
            _unit = _unit with { FragmentPath = reader.ReadTextVariant() };
        else if (name.SequenceEqual("UnitFileState"u8))
            _unit = _unit with { UnitFileState = reader.ReadTextVariant() };
        else if (name.SequenceEqual("DropInPaths"u8))
            _unit = _unit with { DropInPaths = [.. reader.ReadTextsVariant()] };
        else if (name.SequenceEqual("NeedDaemonReload"u8))
            _unit = _unit with { NeedsDaemonReload = reader.ReadBoolVariant() };
        else if (name.SequenceEqual("InvocationID"u8))
            _unit = _unit with { InvocationId = Convert.ToHexStringLower(reader.ReadBytesVariant()) };
        else if (name.SequenceEqual("StateChangeTimestamp"u8))
            _unit = _unit with { StateChangedAt = reader.ReadUInt64Variant() is var changed and > 0 ? Time(changed) : null };
        else if (name.SequenceEqual("InactiveEnterTimestampMonotonic"u8))
            _unit = _unit with { InactiveEnteredAt = reader.ReadUInt64Variant() };
        else if (name.SequenceEqual("Requires"u8))
            _unit = _unit with { Requires = [.. reader.ReadTextsVariant()] };
        else
            return false;
        return true;
    }

    private bool ReadOfService(ref Reader reader, ReadOnlySpan<byte> name)
    {
        if (name.SequenceEqual("Result"u8))
            _service = _service with { Result = reader.ReadTextVariant() };
        else if (name.SequenceEqual("NRestarts"u8))
            (_service, _isService) = (_service with { Restarts = reader.ReadUInt32Variant() }, true);
        else if (name.SequenceEqual("ExecMainStartTimestampMonotonic"u8))
            _service = _service with { MainStartedAt = reader.ReadUInt64Variant() };
        else if (name.SequenceEqual("ExecMainExitTimestamp"u8))
            _service = _service with { MainExitedAt = Time(reader.ReadUInt64Variant()) };
        else if (name.SequenceEqual("ExecMainCode"u8))
            _service = _service with { MainCode = reader.ReadInt32Variant() };
        else if (name.SequenceEqual("ExecMainStatus"u8))
            _service = _service with { MainStatus = reader.ReadInt32Variant() };
        else
            return false;
        return true;
    }

    // These are the inverses of the dependencies by which a unit keeps another one loaded. An older systemd lacks some.
    private bool ReadNaming(ref Reader reader, ReadOnlySpan<byte> name)
    {
        bool isInverse = name.SequenceEqual("Before"u8) || name.SequenceEqual("RequiredBy"u8) || name.SequenceEqual("RequisiteOf"u8)
            || name.SequenceEqual("WantedBy"u8) || name.SequenceEqual("BoundBy"u8) || name.SequenceEqual("UpheldBy"u8)
            || name.SequenceEqual("ConsistsOf"u8) || name.SequenceEqual("PropagatesStopTo"u8) || name.SequenceEqual("OnFailureOf"u8)
            || name.SequenceEqual("OnSuccessOf"u8);
        if (isInverse)
            _namedBy.UnionWith(reader.ReadTextsVariant());
        else if (name.SequenceEqual("TriggeredBy"u8))
            _namedBy.UnionWith((_unit = _unit with { TriggeredBy = [.. reader.ReadTextsVariant()] }).TriggeredBy);
        else
            return false;
        return true;
    }

    // systemd counts microseconds since 1970.
    private static DateTimeOffset Time(ulong microseconds) => DateTimeOffset.UnixEpoch.AddMicroseconds(microseconds);
}
