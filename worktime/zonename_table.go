package worktime

// abbreviations are what people enter for a zone, with the places that they may mean. Those in
// capitals count in any case; "UTC" itself is a zone.
var abbreviations = map[string]string{
	"ACST": "Australia/Adelaide", "ACDT": "Australia/Adelaide", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney",
	"AKST": "America/Anchorage", "AKDT": "America/Anchorage", "AST": "America/Halifax Asia/Riyadh", "ADT": "America/Halifax",
	"AWST": "Australia/Perth", "BRT": "America/Sao_Paulo", "BST": "Europe/London", "CAT": "Africa/Maputo",
	"CET": "Europe/Paris", "CEST": "Europe/Paris", "MET": "Europe/Paris", "MEST": "Europe/Paris", "MEZ": "Europe/Berlin", "MESZ": "Europe/Berlin",
	"CST": "America/Chicago Asia/Shanghai", "CDT": "America/Chicago", "CST6CDT": "America/Chicago",
	"EAT": "Africa/Nairobi", "EET": "Europe/Athens", "EEST": "Europe/Athens",
	"EST": "America/New_York", "EDT": "America/New_York", "EST5EDT": "America/New_York",
	"GB": "Europe/London", "GMT": "Europe/London UTC", "GMT0": "Europe/London UTC", "GMT+0": "Europe/London UTC", "GMT-0": "Europe/London UTC",
	"GST": "Asia/Dubai", "HKT": "Asia/Hong_Kong", "HST": "Pacific/Honolulu", "ICT": "Asia/Bangkok",
	"IST": "Asia/Kolkata Asia/Jerusalem Europe/Dublin", "JST": "Asia/Tokyo", "KST": "Asia/Seoul", "MSK": "Europe/Moscow",
	"MST": "America/Denver America/Phoenix", "MDT": "America/Denver", "MST7MDT": "America/Denver", "MYT": "Asia/Kuala_Lumpur",
	"NZ": "Pacific/Auckland", "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland", "NZ-CHAT": "Pacific/Chatham",
	"PHT": "Asia/Manila", "PKT": "Asia/Karachi", "PRC": "Asia/Shanghai", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PST8PDT": "America/Los_Angeles",
	"ROC": "Asia/Taipei", "ROK": "Asia/Seoul", "SAST": "Africa/Johannesburg", "SGT": "Asia/Singapore", "TRT": "Europe/Istanbul",
	"UCT": "UTC", "UT": "UTC", "Z": "UTC", "UTC": "UTC", "W-SU": "Europe/Moscow", "WAT": "Africa/Lagos",
	"WET": "Europe/Lisbon", "WEST": "Europe/Lisbon", "WIB": "Asia/Jakarta",
	"Beijing": "Asia/Shanghai", "Asia/Beijing": "Asia/Shanghai", "Asia/Bombay": "Asia/Kolkata", "Asia/Peking": "Asia/Shanghai", "America/Washington": "America/New_York",
}

// offsets are places with an offset from UTC all year, or in winter.
var offsets = map[string]string{
	"-10": "Pacific/Honolulu", "-9": "America/Anchorage", "-8": "America/Los_Angeles", "-7": "America/Denver", "-6": "America/Chicago", "-5": "America/New_York",
	"-4": "America/Halifax", "-3:30": "America/St_Johns", "-3": "America/Sao_Paulo", "-1": "Atlantic/Azores", "+": "UTC", "-": "UTC", "+0": "UTC", "-0": "UTC",
	"+1": "Europe/Paris", "+2": "Europe/Athens Africa/Johannesburg", "+3": "Asia/Riyadh Europe/Istanbul", "+3:30": "Asia/Tehran", "+4": "Asia/Dubai", "+4:30": "Asia/Kabul",
	"+5": "Asia/Karachi", "+5:30": "Asia/Kolkata", "+5:45": "Asia/Kathmandu", "+6": "Asia/Dhaka", "+6:30": "Asia/Yangon", "+7": "Asia/Bangkok Asia/Jakarta",
	"+8": "Asia/Shanghai Asia/Singapore", "+9": "Asia/Tokyo", "+9:30": "Australia/Darwin", "+10": "Australia/Sydney", "+12": "Pacific/Auckland",
}

// windowsZones are the names of Windows, without "Standard Time", and the zones that Unicode's CLDR
// gives for them.
var windowsZones = map[string]string{
	"AUS Eastern": "Australia/Sydney", "Arab": "Asia/Riyadh", "Arabian": "Asia/Dubai", "Argentina": "America/Argentina/Buenos_Aires", "Central": "America/Chicago",
	"Central Europe": "Europe/Budapest", "Central European": "Europe/Warsaw", "China": "Asia/Shanghai", "E. South America": "America/Sao_Paulo", "Eastern": "America/New_York",
	"Egypt": "Africa/Cairo", "FLE": "Europe/Kyiv", "GMT": "Europe/London", "GTB": "Europe/Bucharest", "India": "Asia/Kolkata", "Israel": "Asia/Jerusalem", "Korea": "Asia/Seoul",
	"Mountain": "America/Denver", "New Zealand": "Pacific/Auckland", "Pacific": "America/Los_Angeles", "Pakistan": "Asia/Karachi", "Romance": "Europe/Paris",
	"Russian": "Europe/Moscow", "SE Asia": "Asia/Bangkok", "Singapore": "Asia/Singapore", "South Africa": "Africa/Johannesburg", "Taipei": "Asia/Taipei", "Tokyo": "Asia/Tokyo",
	"Turkey": "Europe/Istanbul", "W. Europe": "Europe/Berlin",
}
